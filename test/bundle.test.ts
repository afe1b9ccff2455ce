import { gzipSync } from 'node:zlib'
import { beforeAll, expect, test } from 'vitest'
import { bundled } from './bundled.ts'

/** What a browser loads for speech: all of it, and the part that it loads before anything is said. */
let bundle: { readonly whole: string; readonly first: Uint8Array }

beforeAll(async () => {
  const { first, later } = await bundled(`export { createSpeechClient } from '@outloud/core'`)
  bundle = {
    whole: [...first, ...later].map(({ text }) => text).join('\n'),
    first: Buffer.concat(first.map(({ contents }) => contents)),
  }
  expect(bundle.whole.includes('/audio/speech')).toBe(true)
})

test('core names nothing that only Node or only a page has', () => {
  const foreign = [/node:/, /\bprocess\./, /\bBuffer\b/, /\bdocument\b/, /\bwindow\b/, /\brequire\(/]
  expect(foreign.filter(name => name.test(bundle.whole))).toEqual([])
})

test('core compiles nothing at run time, which a content security policy may forbid', () => {
  expect([/\bFunction\(/, /\beval\(/].filter(name => name.test(bundle.whole))).toEqual([])
})

// size-limit counts what one call uses; a bundler that splits also loads here what later parts share with it.
test('core costs a page at most 14 kB, compressed, before a text has to be cut', () => {
  expect(gzipSync(bundle.first, { level: 9 }).length).toBeLessThanOrEqual(14_000)
})
