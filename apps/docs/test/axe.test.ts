import { source as axe } from 'axe-core'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { missingTools } from '../../../test/tools.ts'
import { serveSite } from '../scripts/serve-site.mjs'
import { openBrowser, pathsOf } from './site.fixture.ts'

const hasBrowser = !missingTools.has('chromium')
const name = hasBrowser ? 'the built site' : 'the built site (Chromium is missing)'

/** What a run of axe gives, as far as it is looked at. */
interface Findings {
  readonly violations: readonly {
    readonly id: string
    readonly impact: string
    readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[]
  }[]
}

/** A page of each kind: with each component, with tables, titles, an aside, components of others, and what is made. */
const kinds = [
  '/',
  '/playground/',
  '/start/react/',
  '/start/defaults/',
  '/guides/playback/',
  '/guides/espeak/',
  '/guides/serving/',
  '/guides/without-react/',
  '/reference/benchmarks/',
  '/reference/errors/',
  '/reference/options/',
]

/** The rules of axe that look at colours. */
const colours = ['color-contrast', 'link-in-text-block']

/** The rules that look at what is written and may find something else at another width. */
const widths = ['scrollable-region-focusable', 'target-size']

const sizes = { desktop: { width: 1280, height: 900 }, phone: { width: 360, height: 740 } } as const

describe.skipIf(!hasBrowser)(name, () => {
  let browser: Browser
  let context: BrowserContext
  let site: Awaited<ReturnType<typeof serveSite>>
  beforeAll(async () => {
    site = await serveSite()
    browser = await openBrowser()
    // Axe is injected, which the policy of the site would rightly refuse. What moves would have colours between two.
    context = await browser.newContext({ bypassCSP: true, colorScheme: 'light', reducedMotion: 'reduce' })
  })
  afterAll(async () => {
    await browser.close()
    site.close()
  })

  /** What is alive has begun to live, and the keyboard reaches code that scrolls, which comes when the page is idle. */
  const settled = (page: Page) =>
    page.waitForFunction(
      () =>
        document.querySelector('astro-island[ssr]') === null &&
        [...document.querySelectorAll('.expressive-code pre')].every(
          pre => pre.scrollWidth <= pre.clientWidth || pre.hasAttribute('tabindex'),
        ),
    )

  async function serious(page: Page, options: object, part: object = {}): Promise<readonly string[]> {
    const run = { resultTypes: ['violations'], preload: false, ...options }
    const { violations } = await page.evaluate<Findings>(
      `axe.run(${JSON.stringify({ include: ['html'], ...part })}, ${JSON.stringify(run)})`,
    )
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`))
  }

  async function look(page: Page, path: string): Promise<readonly string[]> {
    await page.setViewportSize(sizes.desktop)
    await page.goto(site.url + path)
    await settled(page)
    await page.evaluate(axe)
    const inTheme = async (theme: 'light' | 'dark', look: () => Promise<readonly string[]>) => {
      await page.evaluate(theme => {
        document.documentElement.dataset.theme = theme
      }, theme)
      return (await look()).map(found => `${path} in ${theme} ${found}`)
    }
    // A page of each kind is looked at in full four times. What is written on the others has the same colours and names at
    // all widths, and what stands around it is the same on all pages.
    const part = kinds.includes(path) ? {} : { exclude: ['.sl-markdown-content'] }
    const wide = [
      ...(await inTheme('light', () => serious(page, {}))),
      ...(await inTheme('dark', () => serious(page, { runOnly: colours }))),
    ]
    await page.setViewportSize(sizes.phone)
    await settled(page)
    const narrow = [
      ...(await inTheme('light', () => serious(page, kinds.includes(path) ? {} : { runOnly: widths }))),
      ...(await inTheme('light', () => serious(page, { runOnly: colours }, part))),
      ...(await inTheme('dark', () => serious(page, { runOnly: colours }, part))),
    ]
    return [...wide.map(found => `on a desktop ${found}`), ...narrow.map(found => `on a phone ${found}`)]
  }

  test('no page has a serious finding of axe, in light and dark, on a desktop and a phone', {
    timeout: 600_000,
  }, async () => {
    const rest = [...pathsOf()]
    expect(rest).toEqual(expect.arrayContaining(kinds))
    const found: string[] = []
    const work = async () => {
      const page = await context.newPage()
      for (let path = rest.shift(); path !== undefined; path = rest.shift()) found.push(...(await look(page, path)))
    }
    await Promise.all([work(), work()])
    expect(found).toEqual([])
  })
})
