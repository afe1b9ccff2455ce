import { readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'
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

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.json': 'application/json',
  '.txt': 'text/plain; charset=utf-8',
}

/** Rules of a `_headers` file: a path, `*` at its end for all below, and headers; `!` takes one away. */
const parseRules = (text: string) =>
  text
    .trim()
    .split(/\n\n+/)
    .map(rule => {
      const [path = '', ...lines] = rule.split('\n')
      return { path, lines: lines.map(line => line.trim()) }
    })

/** The built site with the headers that it asks its host for. */
export async function serveSite(): Promise<{ readonly url: string; close(): void }> {
  const headers = await readFile(join(dist, '_headers'), 'utf8').catch(cause => {
    throw new Error('The site is not built: `pnpm exec turbo run build --filter=docs` comes first', { cause })
  })
  const rules = parseRules(headers)
  const headersOf = (path: string) => {
    const headers: Record<string, string> = {}
    for (const { path: pattern, lines } of rules) {
      if (pattern.endsWith('*') ? !path.startsWith(pattern.slice(0, -1)) : path !== pattern) continue
      for (const line of lines) {
        const [name = '', value = ''] = line.split(/: (.*)/)
        if (name.startsWith('! ')) delete headers[name.slice(2)]
        else headers[name] = value
      }
    }
    return headers
  }
  const server = createServer(async (request, response) => {
    const path = decodeURI(new URL(request.url ?? '/', 'http://localhost').pathname)
    const file = path.endsWith('/') ? `${path}index.html` : path
    try {
      const body = await readFile(join(dist, file))
      const type = types[extname(file)] ?? 'application/octet-stream'
      response.writeHead(200, { 'content-type': type, 'content-length': body.length, ...headersOf(path) }).end(body)
    } catch {
      response.writeHead(404, headersOf(path)).end()
    }
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

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
