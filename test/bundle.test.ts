import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { beforeAll, expect, test } from 'vitest'
import { root } from './workspace.ts'

/** What a browser loads for one speech call, minified: the entry and what it imports at once, and all that may follow. */
let bundle: { readonly initial: Uint8Array; readonly whole: string }

beforeAll(async () => {
  const { outputFiles, metafile } = await build({
    stdin: { contents: `export { createSpeechClient } from '@outloud/core'`, resolveDir: root },
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    outdir: '.',
    write: false,
    metafile: true,
    absWorkingDir: root,
  })
  const loaded = new Set(['stdin.js'])
  for (const file of loaded) {
    const { imports = [] } = metafile.outputs[file] ?? {}
    for (const { kind, path } of imports) if (kind === 'import-statement') loaded.add(path)
  }
  const initial = outputFiles.filter(({ path }) => loaded.has(path.slice(root.length)))
  expect(initial).toHaveLength(loaded.size)
  bundle = {
    initial: Buffer.concat(initial.map(({ contents }) => contents)),
    whole: outputFiles.map(({ text }) => text).join('\n'),
  }
})

test('one speech call names nothing that only Node or only a page has', () => {
  const foreign = [/node:/, /\bprocess\./, /\bBuffer\b/, /\bdocument\b/, /\bwindow\b/, /\brequire\(/]
  expect(bundle.whole.includes('/audio/speech')).toBe(true)
  expect(foreign.filter(name => name.test(bundle.whole))).toEqual([])
})

test('one speech call compiles nothing at run time, which a content security policy may forbid', () => {
  expect([/\bFunction\(/, /\beval\(/].filter(name => name.test(bundle.whole))).toEqual([])
})

test('one speech call costs a page at most 14 kB, compressed, before a text has to be cut', () => {
  expect(gzipSync(bundle.initial, { level: 9 }).length).toBeLessThanOrEqual(14_000)
})
