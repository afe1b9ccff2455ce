import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { missingTools } from '../../../test/tools.ts'
import { serveSite } from '../scripts/serve-site.mjs'
import { openBrowser, pathsOf, watch } from './site.fixture.ts'

const hasBrowser = !missingTools.has('chromium')
const name = hasBrowser ? 'the built site' : 'the built site (Chromium is missing)'

describe.skipIf(!hasBrowser)(name, () => {
  let browser: Browser
  let site: Awaited<ReturnType<typeof serveSite>>
  beforeAll(async () => {
    site = await serveSite()
    browser = await openBrowser()
  })
  afterAll(async () => {
    await browser.close()
    site.close()
  })

  const paths = pathsOf()

  test.each(paths)('%s keeps to its policy and its column, asks nobody else, and fits a phone', async path => {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } })
    const wrong = watch(page, site.url)
    await page.goto(site.url + path)
    // What is alive on a page has begun to live.
    await page.waitForFunction(() => document.querySelector('astro-island[ssr]') === null)
    expect(await tablesOver(page)).toEqual([])
    await page.setViewportSize({ width: 360, height: 740 })
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360)
    expect(wrong).toEqual([])
    await page.close()
  })

  /** Tables that reach over the column of text. */
  const tablesOver = (page: Page) =>
    page.evaluate(() => {
      const edge = (document.querySelector('.sl-markdown-content')?.getBoundingClientRect().right ?? 0) + 1
      return [...document.querySelectorAll('.sl-markdown-content table')]
        .filter(table => table.getBoundingClientRect().right > edge)
        .map(({ textContent }) => textContent.slice(0, 80))
    })

  test('the search finds "Retry-After"', async () => {
    const page = await browser.newPage()
    const wrong = watch(page, site.url)
    await page.goto(site.url)
    await page.getByRole('button', { name: 'Search' }).click()
    await page.getByRole('textbox').or(page.getByPlaceholder('Search')).first().waitFor()
    await page.keyboard.type('Retry-After')
    await page.getByRole('link', { name: 'Rate limits' }).first().waitFor()
    expect(wrong).toEqual([])
    await page.close()
  })

  test('who wants less motion gets none', async () => {
    const context = await browser.newContext({ reducedMotion: 'reduce' })
    const page = await context.newPage()
    await page.goto(`${site.url}/playground/`)
    await page.getByRole('button', { name: 'Speak' }).click()
    const moving = await page.evaluate(() =>
      [...document.querySelectorAll('*')]
        .filter(element => {
          const { animationName, transitionDuration } = getComputedStyle(element)
          return animationName !== 'none' || !/^(0s(, )?)+$/.test(transitionDuration)
        })
        .map(({ outerHTML }) => outerHTML.slice(0, 100)),
    )
    expect(moving).toEqual([])
    await context.close()
  })

  test('a script that the build did not write does not run', async () => {
    const page = await browser.newPage()
    await page.goto(site.url)
    const ran = await page.evaluate(() => {
      const script = document.createElement('script')
      script.textContent = 'window.ran = true'
      document.head.append(script)
      return 'ran' in window
    })
    expect(ran).toBe(false)
    await page.close()
  })

  test.each(['/', '/playground/'])('the largest paint of %s does not wait for scripts', async path => {
    const page = await browser.newPage({ viewport: { width: 360, height: 740 } })
    let answer = () => {}
    const answerable = new Promise<void>(resolve => {
      answer = resolve
    })
    await page.route(/\.js$/, async route => {
      await answerable
      await route.continue()
    })
    await page.addInitScript(() => {
      new PerformanceObserver(list => {
        for (const entry of list.getEntries() as (PerformanceEntry & { readonly id: string })[]) {
          if (entry.id === 'last') Object.assign(window, { last: true })
          else Object.assign(window, { largest: entry.startTime })
        }
      }).observe({ type: 'largest-contentful-paint' })
    })
    const asked = page.waitForRequest(/\.js$/)
    await page.goto(site.url + path, { waitUntil: 'commit' })
    await asked
    await page.waitForFunction(() => 'largest' in window)
    const answered = await page.evaluate(() => performance.now())
    answer()
    await page.waitForFunction(() => document.querySelector('astro-island[ssr]') === null)
    // Paints are told in order: once this one is, larger than all, so is whatever came of the scripts.
    await page.evaluate(async () => {
      await new Promise(painted => requestAnimationFrame(() => requestAnimationFrame(painted)))
      const last = document.createElement('p')
      Object.assign(last, { id: 'last', textContent: 'The last words. '.repeat(1_000) })
      last.style =
        'position: fixed; inset: 0; margin: 0; overflow: hidden; z-index: 99; background: white; color: black'
      document.body.append(last)
    })
    await page.waitForFunction(() => 'last' in window)
    const largest = await page.evaluate(() => (window as unknown as { largest: number }).largest)
    expect(largest).toBeLessThan(answered)
    await page.close()
  })

  test('the page is there without scripts', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false })
    const page = await context.newPage()
    await page.goto(site.url)
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Any text becomes speech')
    expect(await page.getByRole('button', { name: 'Speak' }).isVisible()).toBe(true)
    await context.close()
  })
})
