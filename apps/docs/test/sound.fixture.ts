import type { Page } from 'playwright-core'

/** The player's element never joins the document, so it is caught where it is made. */
export const catchSound = async (page: Page): Promise<void> => {
  await page.addInitScript(() => {
    const { createElement } = document
    document.createElement = (name: string) => {
      const element = createElement.call(document, name)
      if (name === 'audio') Object.assign(window, { heard: element })
      return element
    }
  })
}

/** Seconds of sound so far. */
export const timeOf = (page: Page): Promise<number> =>
  page.evaluate(() => (window as { heard?: HTMLAudioElement }).heard?.currentTime ?? 0)

/** Waits until sound has moved past `seconds`. */
export const heardPast = async (page: Page, seconds: number): Promise<void> => {
  await page.waitForFunction(past => ((window as { heard?: HTMLAudioElement }).heard?.currentTime ?? 0) > past, seconds)
}
