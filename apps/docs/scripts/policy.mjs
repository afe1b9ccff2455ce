// Writes the Content-Security-Policy of the built site: into each page, and as a file of headers for hosts that read one.
import { createHash } from 'node:crypto'
import { readdir, readFile, writeFile } from 'node:fs/promises'

const dist = new URL('../dist/', import.meta.url)
const directives = hashes => ({
  'default-src': ["'self'"],
  // Pagefind and the engine are WebAssembly; the hashes are of the scripts that the site generator writes into pages.
  'script-src': ["'self'", "'wasm-unsafe-eval'", ...hashes],
  // Starlight sets the colours of code and the widths of bars in style attributes.
  'style-src': ["'self'", "'unsafe-inline'"],
  'img-src': ["'self'", 'data:'],
  'media-src': ["'self'", 'blob:'],
  'worker-src': ["'self'"],
  // A speech server on the reader's own machine, if there is one.
  'connect-src': ["'self'", 'http://127.0.0.1:*'],
  'object-src': ["'none'"],
  'base-uri': ["'none'"],
  'form-action': ["'none'"],
})
const policyOf = parts =>
  Object.entries(parts)
    .map(([name, sources]) => `${name} ${sources.join(' ')}`)
    .join('; ')

const inline =
  /<script(?![^>]*\ssrc=)(?![^>]*type="(?:application\/ld\+json|application\/json)")[^>]*>([\s\S]*?)<\/script>/g
const hashOf = text => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

const files = await readdir(dist, { recursive: true })
const all = new Set()
const pages = files.filter(name => name.endsWith('.html'))
for (const name of pages) {
  const url = new URL(name, dist)
  const html = await readFile(url, 'utf8')
  const hashes = new Set([...html.matchAll(inline)].map(([, text]) => hashOf(text)))
  for (const hash of hashes) all.add(hash)
  const meta = `<meta http-equiv="content-security-policy" content="${policyOf(directives(hashes))}">`
  // Before any script; the character set has to stand within the first kilobyte, so it stays first.
  const at = html.search(/(?<=<meta charset="utf-8"\s*\/?>)/i)
  if (at < 0) throw new Error(`${name} has no character set, so no place for its policy`)
  await writeFile(url, html.slice(0, at) + meta + html.slice(at))
}

const workers = files.filter(name => /^_astro\/(flite|espeak)\.worker-.*\.js$/.test(name))
if (workers.length !== 2) throw new Error(`Expected a worker of each engine, got ${workers.join(', ') || 'none'}`)
const whole = policyOf({ ...directives(all), 'frame-ancestors': ["'none'"] })
// The mp3 encoder makes a worker of its own, from a blob. Only the engines' workers load it.
const working = policyOf({ ...directives([]), 'worker-src': ["'self'", 'blob:'] })
await writeFile(
  new URL('_headers', dist),
  `/*
  Content-Security-Policy: ${whole}
  Referrer-Policy: no-referrer
  X-Content-Type-Options: nosniff

${workers.map(name => `/${name}\n  ! Content-Security-Policy\n  Content-Security-Policy: ${working}\n`).join('\n')}
/_astro/*
  Cache-Control: public, max-age=31536000, immutable

/generated/*
  Cache-Control: public, max-age=31536000, immutable
`,
)
console.log(`A policy for ${pages.length} pages with ${all.size} inline scripts`)
