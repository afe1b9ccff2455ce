import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadReact } from './page.fixture.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const blocks = ['README.md', '../../README.md'].flatMap(page =>
  [...readFileSync(join(root, page), 'utf8').matchAll(/^```tsx\n([\s\S]*?)^```$/gm)].map(([, code = '']) => code),
)
// Within the package, so that it finds itself and React as whoever has installed it does.
const folder = mkdtempSync(join(root, '.readme-'))
const files = blocks.map((code, index) => {
  const file = join(folder, `block-${index}.tsx`)
  writeFileSync(file, code)
  return file
})
afterAll(() => rmSync(folder, { recursive: true }))

describe('the code of this README and of the first', () => {
  test('compiles against what is published', () => {
    expect(files.length).toBeGreaterThan(1)
    const program = ts.createProgram(files, {
      target: ts.ScriptTarget.ES2023,
      module: ts.ModuleKind.Preserve,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      jsx: ts.JsxEmit.ReactJSX,
      strict: true,
      exactOptionalPropertyTypes: true,
      noEmit: true,
      skipLibCheck: true,
      types: [],
    })
    const problems = ts
      .getPreEmitDiagnostics(program)
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))
    expect(problems).toEqual([])
  })

  describe('is rendered', () => {
    let html: readonly string[]
    beforeAll(async () => {
      const { renderToString, React, readme } = await loadReact('19', [readmeBlocks()])
      html = Object.values(readme).map(component => renderToString(React.createElement(component)))
    })

    test('with a button that listens, by a server too', () => {
      expect(html).toHaveLength(4)
      expect(html.filter(text => text.includes('aria-label="Listen"'))).toHaveLength(3)
    })
  })
})

/** The components of the README, in the bundle of the tests. */
function readmeBlocks() {
  return {
    name: 'readme',
    setup: ({ onLoad, onResolve }: import('esbuild').PluginBuild) => {
      onResolve({ filter: /^@outloud\/react$/ }, () => ({
        path: join(dirname(fileURLToPath(import.meta.url)), 'index.ts'),
      }))
      onLoad({ filter: /readme\.fixture\.ts$/ }, () => ({
        contents: files.map(file => `export * from ${JSON.stringify(file)}`).join('\n'),
        resolveDir: root,
        loader: 'ts',
      }))
    },
  }
}
