import { basename } from 'node:path'
import { build, type OutputFile } from 'esbuild'
import { root } from './workspace.ts'

/** What a page is made of, as a bundler that splits has it. */
export interface Bundled {
  /** What is loaded at once. */
  readonly first: readonly OutputFile[]
  /** What may be loaded later, by `import()`. */
  readonly later: readonly OutputFile[]
}

/** The name of the page's own file among those that are loaded at once. */
export const pageFile = 'stdin.js'

/** Bundles a page for browsers, minified, from what is built, without what is `external` to it. */
export async function bundled(page: string, external: readonly string[] = []): Promise<Bundled> {
  const { outputFiles, metafile } = await build({
    stdin: { contents: page, resolveDir: root },
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    outdir: '.',
    write: false,
    metafile: true,
    absWorkingDir: root,
    external: [...external],
  })
  const names = new Set([pageFile])
  for (const name of names) {
    for (const { kind, path } of metafile.outputs[name]?.imports ?? []) if (kind === 'import-statement') names.add(path)
  }
  const isFirst = ({ path }: OutputFile) => names.has(basename(path))
  return { first: outputFiles.filter(isFirst), later: outputFiles.filter(file => !isFirst(file)) }
}
