import { build } from 'esbuild'
import { expect, test } from 'vitest'
import { root } from './workspace.ts'

/** The packages whose code a bundle of this entry has, and what it leaves to be imported. */
async function bundled(
  entry: string,
  platform: 'browser' | 'node',
): Promise<{ packages: ReadonlySet<string>; left: readonly string[] }> {
  const { metafile } = await build({
    stdin: { contents: `export * from '${entry}'`, resolveDir: root },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform,
    outdir: '.',
    write: false,
    metafile: true,
    absWorkingDir: root,
  })
  const packages = Object.keys(metafile.inputs).flatMap(path =>
    /^packages\/([^/]+)|.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.slice(1),
  )
  const left = Object.values(metafile.outputs).flatMap(({ imports }) =>
    imports.filter(({ external }) => external === true),
  )
  return { packages: new Set(packages.filter(name => name !== undefined)), left: left.map(({ path }) => path) }
}

test('the proxy brings no codec and nothing of Node, so that it fits an edge function', async () => {
  const { packages, left } = await bundled('@outloud/server/proxy', 'browser')
  expect([...packages].sort()).toEqual(['core', 'server'])
  expect(left).toEqual([])
})

test('what it leaves out is found where it is', async () => {
  const { packages } = await bundled('@outloud/server', 'node')
  expect([...packages]).toContain('encode')
})
