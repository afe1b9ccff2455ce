import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const folder = fileURLToPath(new URL('../../packages/core/src/text/', import.meta.url))

/** The text modules as they stand in the tree, bundled into one. */
export async function loadText() {
  const contents = ['segment', 'segmenter', 'live', 'estimate'].map(name => `export * from './${name}.ts'`).join('\n')
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: folder, loader: 'ts' },
    bundle: true,
    write: false,
    format: 'esm',
  })
  return import(`data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`)
}
