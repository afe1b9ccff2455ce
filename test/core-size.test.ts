import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'
import type { OutputFile } from 'esbuild'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Bundled, bundled, pageFile } from './bundled.ts'
import { root } from './workspace.ts'

/** A page that speaks a short text in whatever format its address asks for. */
const page = `
  import { createSpeechClient } from '@outloud/core'
  const format = new URL(import.meta.url).hash.slice(1) || undefined
  globalThis.spoken = createSpeechClient({ apiKey: 'key' }).synthesize('Hello.', { format }).bytes()
`

let folder: string
let files: Bundled

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'outloud-core-size-'))
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  files = await bundled(page)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Opens the page with no more than these files, against a server that has the answer on tape; gives how much came. */
function spoken(format: 'mp3' | 'wav', present: readonly OutputFile[]): number {
  const to = mkdtempSync(join(folder, 'page-'))
  for (const { path, contents } of present) writeFileSync(join(to, basename(path)), contents)
  const address = `${pathToFileURL(join(to, pageFile))}#${format}`
  const script = `
    const tape = require('node:fs').readFileSync(${JSON.stringify(`${root}packages/testing/fixtures/tone.${format}`)})
    globalThis.fetch = async () => new Response(tape)
    import(${JSON.stringify(address)}).then(() => spoken).then(bytes => console.log(bytes.length / tape.length))`
  return Number(execFileSync(process.execPath, ['-e', script], { encoding: 'utf8', stdio: 'pipe' }))
}

test('a short text in the default format is spoken by what a page loads at once', () => {
  expect(spoken('mp3', files.first)).toBe(1)
})

test('which is at most 14 kB, compressed file by file', () => {
  const sizes = files.first.map(({ contents }) => gzipSync(contents, { level: 9 }).length)
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(14_000)
})

test('another format waits for its own part', () => {
  expect(() => spoken('wav', files.first)).toThrow(/ERR_MODULE_NOT_FOUND/)
  expect(spoken('wav', [...files.first, ...files.later])).toBe(1)
})
