import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { transform } from 'esbuild'
import ts from 'typescript'
import { root } from '../workspace.ts'
import type { Block } from './blocks.ts'
import { pattern } from './pattern.ts'
import { createRunner } from './runner.ts'

/** A folder in which the code of pages is compiled and run as a reader would. */
export interface Workshop {
  /** Opens a page: its servers go on until it is closed. */
  page(): Promise<Bench>
  /** What the compiler says of these blocks; nothing, if they are right. */
  compile(blocks: readonly Block[]): readonly string[]
  close(): void
}

/** Runs one page's code. */
interface Bench {
  /** What the block printed, and what the page says that it prints. */
  run(block: Block): Promise<{ readonly output: string; readonly prints: RegExp | undefined }>
  close(): Promise<void>
}

const command = join(root, 'packages/cli/dist/bin.js')

/** @param modules The folder of packages that the code may import, below the repository's. */
export function createWorkshop(modules: string): Workshop {
  if (!existsSync(command)) throw new Error('A page is run against what is built: `pnpm build` comes first')
  const folder = mkdtempSync(join(tmpdir(), 'outloud-pages-'))
  symlinkSync(join(root, modules), join(folder, 'node_modules'))
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
  // What the pages tell people to type, before anything is published.
  mkdirSync(join(folder, 'bin'))
  shim('npx', `test "$1" = outloud && shift && exec node '${command}' "$@"`)
  shim('npm', `test "$1" = start && exec node '${join(root, 'scripts/start.mjs')}'`)

  /** A command that stands before the real one of that name, which gets what it does not know. */
  function shim(name: string, script: string): void {
    const rest = `PATH="${process.env.PATH}" exec ${name} "$@"`
    writeFileSync(join(folder, 'bin', name), `#!/bin/sh\n${script}\n${rest}\n`, { mode: 0o755 })
  }

  return {
    page: async () => {
      const runner = createRunner(folder)
      // Stands in for the port of the page, which may be in use.
      const port = await freePort()
      const here = (text: string) => text.replaceAll('8080', port)
      const run = async ({ language }: Block, code: string, until: RegExp | undefined): Promise<string> => {
        if (language === 'sh') {
          const path = `${join(folder, 'bin')}${delimiter}${process.env.PATH}`
          return runner.run('bash', ['-euo', 'pipefail', '-c', code], { PATH: path }, until)
        }
        const file = join(mkdtempSync(join(folder, 'block-')), 'block.mjs')
        writeFileSync(file, (await transform(code, { loader: 'ts', format: 'esm', target: 'node20' })).code)
        const preload = join(root, 'test/readme/preload.mjs')
        return runner.run(process.execPath, ['--import', preload, file], { COMETAPI_KEY: 'a-key' }, until)
      }
      return {
        run: async block => {
          const prints = block.prints === undefined ? undefined : pattern(here(block.prints))
          // A server goes on; it has done its part once it has printed what the page says.
          const until = /\b(serve|listen)\b/.test(block.code) ? prints : undefined
          return { output: await run(block, here(block.code), until), prints }
        },
        close: () => runner.close(),
      }
    },
    compile: blocks => {
      const files = blocks.map(({ code, language, page, where }, index) => {
        const name = `${index}-${page.replace(/\W+/g, '-')}-${where.replace(' ', '-')}`
        const file = join(folder, language === 'tsx' ? `${name}.tsx` : `${name}.mts`)
        writeFileSync(file, code)
        return file
      })
      const program = ts.createProgram(files, {
        target: ts.ScriptTarget.ES2023,
        module: ts.ModuleKind.NodeNext,
        jsx: ts.JsxEmit.ReactJSX,
        strict: true,
        skipLibCheck: true,
        noEmit: true,
        // Each block is a page of its own, even one that imports nothing.
        moduleDetection: ts.ModuleDetectionKind.Force,
        types: ['node'],
        typeRoots: [join(root, 'node_modules/@types')],
      })
      return ts
        .getPreEmitDiagnostics(program)
        .map(
          ({ file, messageText }) =>
            `${file?.fileName.split('/').at(-1)}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`,
        )
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  }
}

const freePort = () =>
  new Promise<string>(resolve => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(String(typeof address === 'object' && address?.port)))
    })
  })
