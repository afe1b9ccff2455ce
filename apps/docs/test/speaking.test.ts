import { readFile } from 'node:fs/promises'
import { createFliteEngine } from '@outloud/flite'
import { createSpeechServer, type Engine } from '@outloud/server'
import { serve } from '@outloud/server/node'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { missingTools } from '../../../test/tools.ts'
import { serveSite } from '../scripts/serve-site.mjs'
import { openBrowser, watch } from './site.fixture.ts'
import { catchSound, heardPast as soundPast, timeOf } from './sound.fixture.ts'

const hasBrowser = !missingTools.has('chromium')
const name = hasBrowser ? 'the built site' : 'the built site (Chromium is missing)'

describe.skipIf(!hasBrowser)(name, () => {
  let browser: Browser
  let site: Awaited<ReturnType<typeof serveSite>>
  /** A speech server of the reader's own, and what it was asked to speak. */
  let own: string
  let closeOwn: () => Promise<void>
  const spoken: string[] = []
  beforeAll(async () => {
    site = await serveSite()
    const flite = createFliteEngine()
    const speak: Engine['speak'] = (text, request) => {
      spoken.push(text)
      return flite.speak(text, request)
    }
    const server = createSpeechServer({ engine: { ...flite, speak }, cors: site.url })
    const { url, close } = await serve(server, { port: 0 })
    own = url
    closeOwn = async () => {
      await close()
      await server.close()
    }
    browser = await openBrowser()
  })
  afterAll(async () => {
    await browser.close()
    site.close()
    await closeOwn()
  })

  let page: Page
  let wrong: readonly string[]
  beforeEach(async () => {
    // A context of its own: the engine is not there yet.
    page = await (await browser.newContext()).newPage()
    wrong = watch(page, site.url, own)
    await catchSound(page)
  })
  afterEach(async () => {
    expect(wrong).toEqual([])
    await page.context().close()
  })

  const status = (text: string) => page.getByText(text, { exact: true }).first().waitFor()
  const time = () => timeOf(page)
  const heardPast = (seconds: number) => soundPast(page, seconds)

  /** The file that the page offers: how loud it is, and how long. */
  const downloaded = async () => {
    const link = page.getByRole('link', { name: 'Download' })
    await link.waitFor()
    const [download] = await Promise.all([page.waitForEvent('download'), link.click()])
    const file = await readFile(await download.path())
    const heard = await page.evaluate(async bytes => {
      const data = Uint8Array.from(atob(bytes), character => character.charCodeAt(0))
      const audio = await new OfflineAudioContext(1, 1, 24_000).decodeAudioData(data.buffer)
      const peak = audio.getChannelData(0).reduce((loudest, sample) => Math.max(loudest, Math.abs(sample)), 0)
      return { peak, seconds: audio.duration }
    }, file.toString('base64'))
    return { ...heard, name: download.suggestedFilename() }
  }

  const engineAsked = (engine = 'flite') => {
    const asked: string[] = []
    page.on('request', request => {
      if (request.url().includes(`/generated/${engine}-`)) asked.push(request.url())
    })
    return asked
  }

  describe('an example', () => {
    test('is heard at once, without the engine', async () => {
      const asked = engineAsked()
      await page.goto(`${site.url}/`)
      await page.getByRole('button', { name: 'Speak' }).click()
      await heardPast(0.3)
      await status('Speaking')
      await page.getByRole('button', { name: 'Stop' }).click()
      await status('Silent')
      expect(asked).toEqual([])
    })

    test('loads the engine for words of the reader, once for this browser', async () => {
      const asked = engineAsked()
      await page.goto(`${site.url}/`)
      await page.getByLabel('Text').fill('These are my own words.')
      await page.getByRole('button', { name: 'Speak' }).click()
      await heardPast(0.3)
      await page.getByText('The engine is here.').waitFor()
      expect(asked).toHaveLength(1)
      await page.reload()
      await page.getByLabel('Text').fill('And these are others.')
      await page.getByRole('button', { name: 'Speak' }).click()
      await heardPast(0.3)
      expect(asked).toHaveLength(1)
    })
  })

  describe('espeak', () => {
    test('is heard at once in some languages, without the engine', async () => {
      const asked = engineAsked('espeak')
      await page.goto(`${site.url}/guides/espeak/`)
      await page.getByRole('button', { name: 'Speak' }).click()
      await heardPast(0.3)
      await page.getByLabel('Language').selectOption('Russian')
      expect(await page.getByLabel('Text').inputValue()).toMatch(/Здравствуйте/)
      await page.getByRole('button', { name: 'Stop' }).click()
      await page.getByRole('button', { name: 'Speak' }).click()
      await heardPast(0.3)
      expect(asked).toEqual([])
    })

    test('loads its data for any other text or language, once for this browser', async () => {
      const asked = engineAsked('espeak')
      await page.goto(`${site.url}/guides/espeak/`)
      await page.getByLabel('Language').selectOption('Swahili')
      await page.getByLabel('Text').fill('Habari ya asubuhi, rafiki yangu.')
      await page.getByRole('button', { name: 'Speak' }).click()
      await heardPast(0.3)
      await page.getByText('The engine is here.').waitFor()
      await page.getByRole('link', { name: 'its licence' }).waitFor()
      expect(asked).toHaveLength(1)
      await page.reload()
      await page.getByLabel('Text').fill('Auf Wiedersehen, bis morgen.')
      await page.getByRole('button', { name: 'Speak' }).click()
      await heardPast(0.3)
      expect(asked).toHaveLength(1)
    })
  })

  describe('the playground', () => {
    beforeEach(async () => {
      await page.goto(`${site.url}/playground/`)
      await page.getByRole('button', { name: 'Speak' }).and(page.locator(':enabled')).waitFor()
    })

    test.each(['mp3', 'wav', 'opus'])('speaks %s that is no silence, and shows what it said', async format => {
      await page.getByLabel('Text').fill('The clock struck nine. Nobody came.')
      await page.getByLabel('Format').selectOption(format)
      await page.getByRole('button', { name: 'Speak' }).click()
      await heardPast(0.5)
      const before = await time()
      await heardPast(before + 0.2)
      const { peak, seconds, name: file } = await downloaded()
      expect(file).toBe(`speech.${format}`)
      expect(peak).toBeGreaterThan(0.1)
      expect(seconds).toBeGreaterThan(2)
      expect(await page.getByRole('list', { name: 'Captions' }).textContent()).toMatch(
        /The clock struck nine\..*Nobody came\./,
      )
      await page.getByRole('img', { name: 'Waveform of what was spoken' }).waitFor()
      const picture = process.env.OUTLOUD_PICTURE
      if (picture !== undefined) {
        // The header of the page stays at its top: all of the playground has to fit below it.
        await page.setViewportSize({ width: 1_280, height: 1_700 })
        await page.locator('section.example').screenshot({ path: picture })
      }
    })

    test('is spoken to, paused and stopped by the keyboard alone', async () => {
      await page.getByLabel('Text').focus()
      for (let presses = 0; presses < 12; presses += 1) {
        await page.keyboard.press('Tab')
        if ((await page.evaluate(() => document.activeElement?.textContent)) === 'Speak') break
      }
      await page.keyboard.press('Enter')
      await heardPast(0.2)
      await page.getByRole('button', { name: 'Pause' }).waitFor()
      await page.keyboard.press('Enter')
      await status('Paused')
      await page.keyboard.press('Space')
      await status('Speaking')
      await page.keyboard.press('Tab')
      await page.keyboard.press('Enter')
      await status('Silent')
    })

    test('speaks with a server on this machine, without the engine', async () => {
      const asked = engineAsked()
      await page.getByLabel('Text').fill('From my own machine.')
      await page.getByLabel('Speech server on your machine').fill(`${own}/v1`)
      await page.getByRole('button', { name: 'Speak' }).click()
      await heardPast(0.5)
      expect((await downloaded()).peak).toBeGreaterThan(0.1)
      expect(asked).toEqual([])
      expect(spoken).toEqual(['From my own machine.'])
    })

    test('takes the address of this machine alone', async () => {
      const address = page.getByLabel('Speech server on your machine')
      await address.fill('https://example.com/v1')
      expect(await address.getAttribute('aria-invalid')).toBe('true')
      await address.fill('http://127.0.0.1:8484/v1')
      expect(await address.getAttribute('aria-invalid')).toBe('false')
      await page.getByRole('tab', { name: 'curl' }).click()
      await page.getByText('curl http://127.0.0.1:8484/v1/audio/speech').waitFor()
    })

    test('shows code with what was typed in it', async () => {
      await page.getByLabel('Text').fill("It's mine")
      await page.getByLabel('Voice').selectOption('fable')
      for (const [tab, code] of [
        ['React', "speak('It\\'s mine', { voice: 'fable', format: 'mp3' })"],
        ['Node', "client.synthesize('It\\'s mine', { voice: 'fable', format: 'mp3' })"],
        ['Shell', "npx outloud speak 'It'\\''s mine' --voice fable -o speech.mp3"],
        ['curl', '"voice":"fable","input":"It'],
      ] as const) {
        await page.getByRole('tab', { name: tab }).click()
        expect(await page.getByRole('tabpanel').textContent()).toContain(code)
      }
    })
  })
})
