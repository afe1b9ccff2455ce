import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Plugin } from 'esbuild'
import { transform } from 'esbuild'

const require = createRequire(import.meta.url)
const { transformSync } = require('@babel/core') as {
  transformSync(code: string, options: object): { readonly code: string }
}

/** Puts everything of this package through the React Compiler, and tells what it has compiled. */
export function reactCompiler(target: string, compiled: string[]): Plugin {
  return {
    name: 'react-compiler',
    setup: ({ onLoad }) => {
      onLoad({ filter: /packages\/react\/src\/.*\.tsx?$/ }, async ({ path }) => {
        const loader = path.endsWith('x') ? 'tsx' : 'ts'
        const { code } = await transform(readFileSync(path, 'utf8'), { loader, jsx: 'preserve', format: 'esm' })
        const logger = {
          logEvent: (_: unknown, event: { kind: string; fnName?: string | null }) => {
            if (event.kind === 'CompileSuccess') compiled.push(String(event.fnName))
            if (event.kind === 'CompileError') throw new Error(`Not compiled: ${path} ${JSON.stringify(event)}`)
          },
        }
        const plugin = [require.resolve('babel-plugin-react-compiler'), { target, logger, panicThreshold: 'none' }]
        const options = { plugins: [plugin], parserOpts: { plugins: ['jsx'] }, configFile: false, babelrc: false }
        return { contents: transformSync(code, { ...options, filename: path }).code, loader: 'jsx' }
      })
    },
  }
}
