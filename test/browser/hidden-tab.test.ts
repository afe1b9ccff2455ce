import { launch } from 'puppeteer-core'
import { describe } from 'vitest'
import { chromiumFlags, findChromium } from '../../scripts/chromium.mjs'
import { testHiddenTab } from '../browsers/hidden-suite.ts'

const executablePath = await findChromium()

/** What Puppeteer adds so that a hidden tab runs as one that is seen. */
const flattering = [
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
]

// Playwright would have each of its tabs believe that it is in front.
describe.skipIf(executablePath === undefined)('Chromium', () => {
  testHiddenTab('Chromium', async () => {
    const browser = await launch({
      executablePath: executablePath ?? '',
      args: [...chromiumFlags],
      ignoreDefaultArgs: flattering,
    })
    return { browser, close: () => browser.close() }
  })
})
