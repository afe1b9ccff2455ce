import type { Page } from 'puppeteer-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openSite, type Site } from './site.ts'

/** A page in a browser, as far as these tests use it. What goes into its functions and comes out is JSON. */
export type Tab = Pick<Page, 'evaluate' | 'title'> & { click(selector: string): Promise<void> }

interface OpenBrowser {
  /** Opens the page of `site.ts`. */
  open(url: string): Promise<Tab>
  close(): Promise<void>
}

/** What differs between browsers. */
interface BrowserUnderTest {
  readonly name: string
  /** Starts it, so that it sounds at once or so that it wants a gesture first. */
  open(sound: 'at once' | 'after a gesture'): Promise<OpenBrowser>
  /** The type by which MediaSource is given an mp3. */
  readonly mp3: string
}

/** What a player does in any browser: one suite for all that can be driven. */
export function testPlayer({ name, open, mp3 }: BrowserUnderTest): void {
  describe(`in ${name}`, () => {
    let site: Site
    let browser: OpenBrowser
    let page: Tab
    beforeAll(async () => {
      site = await openSite()
      browser = await open('at once')
      page = await browser.open(site.url)
    }, 60_000)
    afterAll(async () => {
      await browser?.close()
      await site?.close()
    })

    test.each([
      ['mp3', [mp3]],
      ['pcm', ['audio/mp4; codecs="flac"']],
      ['wav', ['audio/mp4; codecs="flac"']],
      ['opus', []],
      ['flac', []],
    ])('%s plays to the end, and again without a request', async (format, types) => {
      const told = await page.evaluate(async format => {
        const { stage, speak, until, types } = workshop
        types.length = 0
        const here = stage('rate=4', { format: format as 'mp3' })
        const end = await speak(here, 'Hello, world.')
        const { currentTime, duration = 0 } = here.player.getTime()
        here.player.play()
        await until(() => here.player.getSnapshot().status === 'playing')
        await until(() => here.player.getSnapshot().status === 'ended')
        return { end, history: here.history, currentTime, duration, types: [...types], requests: await here.seen() }
      }, format)
      expect(told).toMatchObject({ end: 'finished', types })
      expect(told.history).toEqual(['loading', 'playing', 'ended', 'playing', 'ended'])
      expect(told.currentTime).toBeGreaterThan(0.5)
      expect(told.currentTime).toBeCloseTo(told.duration, 1)
      expect(told.requests).toHaveLength(1)
    })

    test.each(['mp3', 'pcm'] as const)('segments of %s stand where they are heard', async format => {
      const told = await page.evaluate(async format => {
        const { stage, speak, decoded, elements } = workshop
        const here = stage('rate=8', { format })
        const end = await speak(
          here,
          'Hello, world. This is the second sentence, and it goes on. Here is the third one.',
        )
        const { segments } = here.player.getSnapshot()
        const buffered = elements.at(-1)?.buffered
        const lengths = await Promise.all(segments.map(({ text }) => decoded(text, 'wav')))
        const inputs = (await here.seen()).map(({ input }) => input)
        return { end, segments, inputs, buffered: buffered?.end(buffered.length - 1), lengths }
      }, format)
      expect(told.end).toBe('finished')
      expect(told.segments.length).toBeGreaterThan(1)
      const times = told.segments.map(({ startTime, endTime = 0 }) => endTime - startTime)
      // Two are asked for at once, and may come in either order.
      expect(told.inputs.toSorted()).toEqual(told.segments.map(({ text }) => text).toSorted())
      // An mp3 is longer by what its encoder begins and ends with.
      for (const [index, seconds] of told.lengths.entries()) {
        const more = (times[index] ?? 0) - seconds
        expect(more).toBeGreaterThan(-0.001)
        expect(more).toBeLessThan(format === 'pcm' ? 0.001 : 0.1)
      }
      expect(told.buffered).toBeCloseTo(told.segments.at(-1)?.endTime ?? 0, 1)
    })

    test('pauses, goes on, seeks in what has come, and stops: the connection is closed', async () => {
      const told = await page.evaluate(async () => {
        const { stage, until, elements } = workshop
        // Never whole, however long this takes.
        const here = stage('rate=4,stall=0.5,pause=60000')
        const { player } = here
        const status = () => player.getSnapshot().status
        const time = () => player.getTime().currentTime
        const spoken = player.speakAsync('tone 440 Hz 8 s')
        await until(() => status() === 'playing' && player.getTime().buffered > 3.6)
        player.pause()
        const paused = elements.at(-1)?.currentTime ?? 0
        player.seek(3.5)
        await until(() => time() >= 3.5)
        const afterSeek = elements.at(-1)?.currentTime
        const atRest = status()
        player.seek(0.2)
        await until(() => time() < 1)
        player.play()
        await until(() => status() === 'playing' && time() > 0.4)
        player.stop()
        const end = await spoken
        await until(async () => (await here.seen())[0]?.state === 'left')
        const element = elements.at(-1)
        return { paused, afterSeek, atRest, end, status: status(), silent: element?.paused, source: element?.src }
      })
      expect(told).toMatchObject({ afterSeek: 3.5, atRest: 'paused', end: 'stopped', status: 'idle' })
      expect(told).toMatchObject({ silent: true, source: '' })
      expect(told.paused).toBeLessThan(3.5)
    })

    test.each(['mp3', 'pcm'] as const)('%s stalls where the server does, and goes on by itself', async format => {
      const told = await page.evaluate(async format => {
        const { stage, speak } = workshop
        const here = stage('rate=3,stall=0.5,pause=2500', { format })
        return { end: await speak(here, 'tone 440 Hz 2 s'), history: here.history }
      }, format)
      expect(told).toEqual({ end: 'finished', history: ['loading', 'playing', 'stalled', 'playing', 'ended'] })
    })

    const early = ['loading', 'error']
    const late = ['loading', 'playing', 'error']
    test.each([
      ['a refusal', 'status=503', 'mp3', 'APIError 503', early],
      ['a web page', 'body=html', 'mp3', 'InvalidResponseError html', early],
      ['nothing', 'body=empty', 'mp3', 'InvalidResponseError empty', early],
      // Given this, Firefox itself waits for ever.
      ['noise', 'body=garbage', 'mp3', 'InvalidResponseError format', early],
      ['another format', 'format=wav', 'mp3', 'InvalidResponseError format', early],
      ['an answer cut at 1 %', 'cut=0.01', 'mp3', 'InvalidResponseError truncated', early],
      ['an mp3 cut in the middle', 'cut=0.501', 'mp3', 'InvalidResponseError truncated', late],
      ['a connection that is reset', 'reset=0.5,rate=8', 'pcm', 'NetworkError', late],
    ])('%s ends in an error', async (_what, plan, format, error, history) => {
      const told = await page.evaluate(
        async (plan, format) => {
          const { stage, speak } = workshop
          const here = stage(plan, { format: format as 'mp3' })
          return { end: await speak(here, 'Hello, world.'), history: here.history }
        },
        plan,
        format,
      )
      expect(told).toEqual({ end: error, history })
    })

    test('of twenty at once the last is heard, by one element, and nineteen are replaced', async () => {
      const told = await page.evaluate(async () => {
        const { stage, elements } = workshop
        const before = elements.length
        const { player, seen } = stage('')
        const texts = Array.from({ length: 20 }, (_, index) => `tone 440 Hz 1.${index + 10} s`)
        const ends = await Promise.all(texts.map(text => player.speakAsync(text)))
        return { ends, elements: elements.length - before, inputs: (await seen()).map(({ input }) => input) }
      })
      expect(told.ends).toEqual([...Array.from({ length: 19 }, () => 'replaced'), 'finished'])
      expect(told.elements).toBe(1)
      expect(told.inputs.at(-1)).toBe('tone 440 Hz 1.29 s')
    })
  })

  describe(`in ${name}, where sound wants a gesture`, () => {
    test('is blocked without a request, speaks after a click, and again without one', async () => {
      const site = await openSite()
      const browser = await open('after a gesture')
      try {
        const page = await browser.open(`${site.url}?say=${encodeURIComponent('Hello, world.')}`)
        const becomes = async (history: readonly string[], requests: number) =>
          expect
            .poll(async () => JSON.parse((await page.title()) || '{}'), { timeout: 15_000 })
            .toEqual({ history, requests })
        await becomes(['loading', 'blocked'], 0)
        await page.click('button')
        const spoken = ['loading', 'playing', 'ended']
        await becomes(['loading', 'blocked', ...spoken, ...spoken], 2)
      } finally {
        await browser.close()
        await site.close()
      }
    }, 60_000)
  })
}
