import type { Browser, Page } from 'puppeteer-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openSite, type Site } from './site.ts'

/** What a page writes down of its player. */
interface Entry {
  readonly visibility: string
  readonly status: string
  readonly segmentIndex: number
  readonly time: number
  /** Animation frames until then. */
  readonly frames: number
}

declare global {
  var entries: Entry[]
  var standsOut: () => string
}

const text =
  'Hello, world. This is the second sentence, and it goes on. Here is the third one, which nobody sees. And this is the last.'

/** A player in a tab that another one covers. A browser has to be as people have it, or its timers would be too good. */
export function testHiddenTab(
  name: string,
  open: () => Promise<{ readonly browser: Browser; close(): Promise<void> }>,
): void {
  describe(`in a hidden tab of ${name}`, () => {
    let site: Site
    let opened: Awaited<ReturnType<typeof open>>
    beforeAll(async () => {
      site = await openSite()
      opened = await open()
    }, 60_000)
    afterAll(async () => {
      await opened?.close()
      await site?.close()
    })

    /** The page, which another one can cover. */
    async function tabs() {
      const page = await opened.browser.newPage()
      await page.goto(site.url)
      await page.waitForFunction('globalThis.workshop !== undefined')
      const other = await opened.browser.newPage()
      const show = async (tab: Page, visibility: string) => {
        await tab.bringToFront()
        await expect.poll(() => page.evaluate(() => document.visibilityState), { timeout: 5_000 }).toBe(visibility)
      }
      return { page, come: () => show(page, 'visible'), leave: () => show(other, 'hidden') }
    }

    test('speech goes on from segment to segment to its end, and who comes back finds the sentence that is heard', async () => {
      const { page, come, leave } = await tabs()
      await come()
      await page.evaluate(async text => {
        const { player } = workshop.stage('rate=4')
        player.setRate(2)
        globalThis.standsOut = workshop.show(text, 'all-along')
        globalThis.entries = []
        let frames = 0
        const frame = () => {
          frames++
          requestAnimationFrame(frame)
        }
        frame()
        const enter = () => {
          const { status, segmentIndex } = player.getSnapshot()
          const time = player.getTime().currentTime
          entries.push({ visibility: document.visibilityState, status, segmentIndex, time, frames })
        }
        player.subscribe(enter)
        player.subscribeTime(enter)
        player.speak(text)
        await workshop.until(() => player.getSnapshot().status === 'playing')
      }, text)

      await leave()
      await page.evaluate(async () => {
        const { player } = workshop.current()
        await workshop.until(() => player.getSnapshot().segmentIndex > 0 && standsOut() !== '')
        player.pause()
      })
      await come()
      const found = await page.evaluate(async text => {
        const asNew = workshop.show(text, 'as-new')
        await workshop.until(asNew)
        const { player } = workshop.current()
        const { segments, segmentIndex } = player.getSnapshot()
        const { currentTime: time } = player.getTime()
        return { segmentIndex, time, heard: segments[segmentIndex]?.text, standsOut: standsOut(), asNew: asNew() }
      }, text)
      expect(found.segmentIndex).toBeGreaterThan(0)
      expect(found.heard).toContain(found.standsOut)
      expect(found.standsOut).toBe(found.asNew)

      await leave()
      await page.evaluate(async () => {
        const { player } = workshop.current()
        player.play()
        await workshop.until(() => player.getSnapshot().status === 'ended')
      })
      await come()
      const told = await page.evaluate(() => {
        const { history, player } = workshop.current()
        return { entries, left: standsOut(), history, last: player.getSnapshot().segments.length - 1 }
      })

      expect(told.history).toEqual(['idle', 'loading', 'playing', 'paused', 'playing', 'ended'])
      expect(told.left).toBe('')
      const times = told.entries.map(({ time }) => time)
      expect(times).toEqual(times.toSorted((a, b) => a - b))
      // Time moved where nobody saw it, in the first segment and up to the end, and next to nothing was drawn.
      const hidden = told.entries.filter(({ visibility }) => visibility === 'hidden')
      expect(new Set(hidden.map(({ segmentIndex }) => segmentIndex)).size).toBeGreaterThan(1)
      expect(hidden.at(-1)).toMatchObject({ status: 'ended', segmentIndex: told.last })
      const tail = hidden.filter(({ time }) => time > found.time)
      expect(new Set(tail.map(({ time }) => time)).size).toBeGreaterThan(3)
      // Firefox has one every few seconds.
      expect((tail.at(-1)?.frames ?? 0) - (tail[0]?.frames ?? 0)).toBeLessThan(10)
    })

    test('what begins there stalls where the server does, and goes on by itself', async () => {
      const { page, come, leave } = await tabs()
      await come()
      // Chromium begins no sound in a hidden page that has never had any: it waits until it is seen.
      await page.evaluate(() => workshop.speak(workshop.stage(''), 'tone 440 Hz 0.5 s'))
      await leave()
      const told = await page.evaluate(async () => {
        const here = workshop.stage('rate=3,stall=0.5,pause=2500')
        const end = await workshop.speak(here, 'tone 440 Hz 2 s')
        return { end, history: here.history, visibility: document.visibilityState }
      })
      const history = ['loading', 'playing', 'stalled', 'playing', 'ended']
      expect(told).toEqual({ end: 'finished', history, visibility: 'hidden' })
    })
  })
}
