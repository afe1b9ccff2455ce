import { source as axe } from 'axe-core'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { missingTools } from '../../../test/tools.ts'
import { openBrowser, serveSite, watch } from './site.fixture.ts'

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

  const paths = [
    '/',
    '/playground/',
    '/start/react/',
    '/start/defaults/',
    '/guides/playback/',
    '/reference/errors/',
    '/reference/options/',
  ]

  /** What a run of axe gives, as far as it is looked at. */
  interface Findings {
    readonly violations: readonly {
      readonly id: string
      readonly impact: string
      readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[]
    }[]
  }

  async function seriousFindings(page: Page): Promise<readonly string[]> {
    const { violations } = (await page.evaluate(`${axe};axe.run(document)`)) as Findings
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`))
  }

  describe.each(['light', 'dark'] as const)('in %s', colorScheme => {
    test.each(paths)('%s has no serious finding of axe', async path => {
      // Axe is injected, which the policy of the site would rightly refuse.
      const context = await browser.newContext({ colorScheme, bypassCSP: true })
      const page = await context.newPage()
      await page.goto(site.url + path, { waitUntil: 'networkidle' })
      expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe(colorScheme)
      expect(await seriousFindings(page)).toEqual([])
      await context.close()
    })
  })

  test.each(paths)('%s keeps to its policy, and asks nobody else', async path => {
    const page = await browser.newPage()
    const wrong = watch(page, site.url)
    await page.goto(site.url + path, { waitUntil: 'networkidle' })
    expect(wrong).toEqual([])
    await page.close()
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

  test.each(paths)('%s has no table that reaches over its column', async path => {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } })
    await page.goto(site.url + path)
    const column = await page.locator('.sl-markdown-content').first().boundingBox()
    const tables = await page.locator('.sl-markdown-content table').all()
    const boxes = await Promise.all(tables.map(table => table.boundingBox()))
    const edge = (column?.x ?? 0) + (column?.width ?? 0) + 1
    expect(boxes.filter(box => box !== null && box.x + box.width > edge)).toEqual([])
    await page.close()
  })

  test.each(paths)('%s fits a phone: nothing is wider than it', async path => {
    const page = await browser.newPage({ viewport: { width: 360, height: 740 } })
    await page.goto(site.url + path)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360)
    await page.close()
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

  test('the largest paint does not wait for scripts', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false })
    const page = await context.newPage()
    await page.goto(site.url)
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Any text becomes speech')
    expect(await page.getByRole('button', { name: 'Speak' }).isVisible()).toBe(true)
    await context.close()
  })
})
