import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { chromiumFlags, findChromium } from '../../../scripts/chromium.mjs'
import { root } from '../../../test/workspace.ts'

/** What `pnpm --filter docs build` made. */
export const dist: string = join(root, 'apps/docs/dist')

/** The address of each page, without its origin. */
export const pathsOf = (): readonly string[] =>
  readdirSync(dist, { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('index.html'))
    .map(name => `/${name.replaceAll('\\', '/').replace(/index\.html$/, '')}`)
    .sort()

/** A browser, and what its pages complained of. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = await findChromium()
  if (executablePath === undefined) throw new Error('There is no Chromium: set OUTLOUD_CHROMIUM to one')
  return chromium.launch({ executablePath, args: [...chromiumFlags] })
}

/** Everything that a page should not have done: errors, and requests to anybody but these origins. */
export function watch(page: Page, ...origins: readonly string[]): readonly string[] {
  const wrong: string[] = []
  page.on('console', message => {
    if (message.type() === 'error' || message.type() === 'warning') wrong.push(`${message.type()}: ${message.text()}`)
  })
  page.on('pageerror', error => wrong.push(`thrown: ${error.message}`))
  page.on('request', request => {
    const url = request.url()
    if (!origins.some(origin => url.startsWith(`${origin}/`)) && !/^(blob|data):/.test(url))
      wrong.push(`request: ${url}`)
  })
  page.on('response', response => {
    if (response.status() >= 400) wrong.push(`status ${response.status()}: ${response.url()}`)
  })
  return wrong
}
