// Serves the built site with the headers that it asks its host for.
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname } from 'node:path'

const dist = new URL('../dist/', import.meta.url)

/** @type {Readonly<Record<string, string>>} */
const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.json': 'application/json',
  '.txt': 'text/plain; charset=utf-8',
}

/**
 * Rules of a `_headers` file: a path, `*` at its end for all below, and headers; `!` takes one away.
 * @param {string} text
 */
const parseRules = text =>
  text
    .trim()
    .split(/\n\n+/)
    .map(rule => {
      const [path = '', ...lines] = rule.split('\n')
      return { path, lines: lines.map(line => line.trim()) }
    })

/** Serves it on a free port of this machine. */
export async function serveSite() {
  const text = await readFile(new URL('_headers', dist), 'utf8').catch(cause => {
    throw new Error('The site is not built: `pnpm exec turbo run build --filter=docs` comes first', { cause })
  })
  const rules = parseRules(text)
  /** @param {string} path */
  const headersOf = path => {
    /** @type {Record<string, string>} */
    const headers = {}
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
      const body = await readFile(new URL(`.${file}`, dist))
      const type = types[extname(file)] ?? 'application/octet-stream'
      response.writeHead(200, { 'content-type': type, 'content-length': body.length, ...headersOf(path) }).end(body)
    } catch {
      response.writeHead(404, headersOf(path)).end()
    }
  })
  await new Promise(resolve => server.listen(0, '127.0.0.1', () => resolve(undefined)))
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}
