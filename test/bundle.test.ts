import { build } from 'esbuild'
import { expect, test } from 'vitest'
import { root } from './workspace.ts'

/** Names that only Node or only a page has. */
const foreign = [/node:/, /\bprocess\./, /\bBuffer\b/, /\bdocument\b/, /\bwindow\b/, /\brequire\(/]

test('the bundle of one speech call names nothing that only Node or only a page has', async () => {
  const { outputFiles } = await build({
    stdin: { contents: `export { createSpeechClient } from '@outloud/core'`, resolveDir: root },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    write: false,
  })
  const code = outputFiles[0]?.text ?? ''
  expect(code.includes('/audio/speech')).toBe(true)
  expect(foreign.filter(name => name.test(code))).toEqual([])
})
