import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { beforeAll, expect, test } from 'vitest'
import { root } from './workspace.ts'

/** What a browser loads for speech, minified and split: all of it, and the part that it loads before anything is said. */
let bundle: { readonly whole: string; readonly first: Uint8Array }

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
  const first = outputFiles.filter(({ path }) => loaded.has(path.slice(root.length)))
  expect(first).toHaveLength(loaded.size)
  bundle = {
    whole: outputFiles.map(({ text }) => text).join('\n'),
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
