import type { Page } from 'puppeteer-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type OpenFirefox, openFirefox } from '../../../test/browsers/firefox.ts'
import { serveSite } from '../scripts/serve-site.mjs'
import { pathsOf } from '../test/site.fixture.ts'
import { createRecorder, type Recorder } from './recorder.ts'

describe('the built site in Firefox', { timeout: 120_000 }, () => {
  let site: Awaited<ReturnType<typeof serveSite>>
  let firefox: OpenFirefox
  let recorder: Recorder
  let page: Page
  const asked: string[] = []
  const wrong: string[] = []

  beforeAll(async () => {
    site = await serveSite()
    // As readers have it: sound wants a gesture.
    firefox = await openFirefox({})
    recorder = createRecorder(firefox.env)
    page = firefox.page
    page.on('console', message => {
      if (['error', 'warn'].includes(message.type())) wrong.push(`${message.type()}: ${message.text()}`)
    })
    page.on('pageerror', error => wrong.push(`thrown: ${error}`))
    page.on('request', request => {
      const url = request.url()
      asked.push(url)
      if (!url.startsWith(`${site.url}/`) && !/^(blob|data):/.test(url)) wrong.push(`request: ${url}`)
    })
    page.on('response', response => {
      if (response.status() >= 400) wrong.push(`status ${response.status()}: ${response.url()}`)
    })
    // The player's element never joins the document, so it is caught where it is made.
    await page.evaluateOnNewDocument(() => {
      const { createElement } = document
      document.createElement = ((name: string) => {
        const element = createElement.call(document, name)
        if (name === 'audio') Object.assign(window, { heard: element })
        return element
      }) as typeof document.createElement
    })
  }, 60_000)
  afterAll(async () => {
    recorder?.close()
    await firefox?.close()
    site?.close()
  })

  beforeEach(() => {
    asked.length = 0
    wrong.length = 0
  })

  const time = () => page.evaluate(() => (window as { heard?: HTMLAudioElement }).heard?.currentTime ?? 0)
  const poll = <T>(read: () => T) => expect.poll(read, { timeout: 60_000, interval: 50 })

  /** Sound has moved past `seconds`, and reaches the sound card. */
  async function heardPast(seconds: number): Promise<void> {
    await poll(async () => [
      await time(),
      await page.$eval('output.status', ({ textContent }) => textContent),
    ]).toSatisfy(([heard]) => heard > seconds, `sound past ${seconds}`)
    await poll(() => recorder.loudest()).toBeGreaterThan(0.05)
  }
  const silent = () => poll(() => recorder.loudest()).toBe(0)
  const status = (words: string) => page.locator(`::-p-xpath(//output[.="${words}"])`).wait()
  const button = (name: string) => page.locator(`::-p-aria([name="${name}"][role="button"])`)
  /** What is alive on the page has begun to live, and what it loads when it is idle is there. */
  const settled = () =>
    poll(() =>
      page.evaluate(() => {
        const loaded = performance.getEntriesByType('resource')
        return (
          document.querySelector('astro-island[ssr]') === null &&
          loaded.some(({ name }) => /\/when-opened\./.test(name))
        )
      }),
    ).toBe(true)
  const engineAsked = () => asked.filter(url => url.includes('/generated/flite-'))

  test('a clip is heard at once, without the engine', async () => {
    await page.goto(`${site.url}/`)
    await settled()
    await button('Speak').click()
    await heardPast(0.3)
    await button('Stop').click()
    await status('Silent')
    await silent()
    expect(engineAsked()).toEqual([])
    expect(wrong).toEqual([])
  })

  test('espeak speaks another language once its data is there', async () => {
    await page.goto(`${site.url}/guides/espeak/`)
    await settled()
    await page.locator('::-p-aria([name="Language"])').fill('sw')
    await page.locator('textarea').fill('Habari ya asubuhi, rafiki yangu.')
    await button('Speak').click()
    await heardPast(0.3)
    expect(asked.filter(url => url.includes('/generated/espeak-'))).toHaveLength(1)
    expect(wrong).toEqual([])
  })

  describe('the playground', () => {
    beforeEach(async () => {
      await page.goto(`${site.url}/playground/`)
      await settled()
    })

    test.each(['mp3', 'wav', 'opus'])('speaks %s, and shows what it said', async format => {
      await page.locator('textarea').fill(`The clock struck nine. Nobody came for ${format}.`)
      await page.locator('::-p-aria([name="Format"])').fill(format)
      await button('Speak').click()
      await heardPast(0.5)
      await poll(() => page.$eval('ol.captions', list => list.textContent)).toMatch(/struck nine\..*Nobody came/)
      await page.locator('[role="img"][aria-label="Waveform of what was spoken"]').wait()
      await status('Ended')
      expect(wrong).toEqual([])
    })

    test('speaks, pauses and stops by the keyboard alone', async () => {
      await page.focus('textarea')
      for (let presses = 0; presses < 12; presses += 1) {
        await page.keyboard.press('Tab')
        if ((await page.evaluate(() => document.activeElement?.textContent)) === 'Speak') break
      }
      await page.keyboard.press('Enter')
      await heardPast(0.2)
      await page.keyboard.press('Enter')
      await status('Paused')
      await silent()
      await page.keyboard.press(' ')
      await status('Speaking')
      await heardPast(0.2)
      await page.keyboard.press('Tab')
      await page.keyboard.press('Enter')
      await status('Silent')
      await silent()
      expect(wrong).toEqual([])
    })
  })

  test('the search finds "Retry-After"', async () => {
    await page.goto(site.url)
    await button('Search').click()
    await page.locator('input.pagefind-ui__search-input').wait()
    await page.keyboard.type('Retry-After')
    await page.locator('.pagefind-ui__result-link[href="/guides/rate-limits/"]').wait()
    expect(wrong).toEqual([])
  })

  test('no page complains, or asks anybody else', async () => {
    for (const path of pathsOf()) {
      await page.goto(site.url + path)
      await settled()
    }
    expect(wrong).toEqual([])
  })
})
