import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { transform } from 'esbuild'
import ts from 'typescript'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { missingTools } from '../tools.ts'
import { published, root } from '../workspace.ts'
import { type Block, readmeBlocks } from './blocks.ts'
import { pattern } from './pattern.ts'
import { createRunner } from './runner.ts'

const blocks = readmeBlocks()
const isScript = ({ language }: Block) => language === 'ts' || language === 'js'
const isShell = ({ language }: Block) => language === 'sh'
const isInstall = ({ code }: Block) => /^npm install \S/.test(code)
const isThisTest = ({ code }: Block) => code === 'npm test\n'
const runnable = blocks.filter(block => !isInstall(block) && !isThisTest(block))
const pages = [...new Set(runnable.map(({ page }) => page))]
const needsMissing = ({ code }: Block) => [...missingTools].some(tool => code.includes(tool))

const command = join(root, 'packages/cli/dist/bin.js')
const folder = mkdtempSync(join(tmpdir(), 'outloud-readme-'))

beforeAll(() => {
  if (!existsSync(command)) throw new Error('A README is run against what is built: `pnpm build` comes first')
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  // What the pages tell people to type, before anything is published.
  mkdirSync(join(folder, 'bin'))
  shim('npx', `test "$1" = outloud && shift && exec node '${command}' "$@"`)
  shim('npm', `test "$1" = start && exec node '${join(root, 'scripts/start.mjs')}'`)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A command that stands before the real one of that name, which gets what it does not know. */
function shim(name: string, script: string): void {
  const rest = `PATH="${process.env.PATH}" exec ${name} "$@"`
  writeFileSync(join(folder, 'bin', name), `#!/bin/sh\n${script}\n${rest}\n`, { mode: 0o755 })
}

const freePort = () =>
  new Promise<string>(resolve => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(String(typeof address === 'object' && address?.port)))
    })
  })

describe.each(pages)('%s', page => {
  const runner = createRunner(folder)
  /** Stands in for the port of the page, which may be in use. */
  let port: string
  beforeAll(async () => {
    port = await freePort()
  })
  afterAll(() => runner.close())

  async function run(block: Block, code: string, prints: RegExp | undefined): Promise<string> {
    // A server goes on; it has done its part once it has printed what the page says.
    const until = /\bserve\b/.test(code) ? prints : undefined
    if (isShell(block)) {
      const path = `${join(folder, 'bin')}${delimiter}${process.env.PATH}`
      return runner.run('bash', ['-euo', 'pipefail', '-c', code], { PATH: path }, until)
    }
    const file = join(folder, 'block.mjs')
    writeFileSync(file, (await transform(code, { loader: 'ts', format: 'esm', target: 'node20' })).code)
    const preload = join(root, 'test/readme/preload.mjs')
    return runner.run(process.execPath, ['--import', preload, file], { COMETAPI_KEY: 'a-key' }, until)
  }

  for (const block of runnable.filter(block => block.page === page)) {
    const name = needsMissing(block) ? `${block.where} runs (its tool is missing)` : `${block.where} runs`
    test.skipIf(needsMissing(block))(name, { timeout: 120_000 }, async () => {
      const here = (text: string) => text.replaceAll('8080', port)
      const prints = block.prints === undefined ? undefined : pattern(here(block.prints))
      const output = await run(block, here(block.code), prints)
      if (prints !== undefined) expect(output).toMatch(prints)
    })
  }
})

describe('READMEs', () => {
  test('have only code that is run', () => {
    expect(blocks.filter(block => !isScript(block) && !isShell(block))).toEqual([])
    expect(runnable.some(isScript)).toBe(true)
    expect(runnable.some(isShell)).toBe(true)
  })

  test('have TypeScript that compiles against what is published', () => {
    const files = blocks.filter(isScript).map(({ code }, index) => {
      const file = join(folder, `block-${index}.mts`)
      writeFileSync(file, code)
      return file
    })
    const program = ts.createProgram(files, {
      target: ts.ScriptTarget.ES2023,
      module: ts.ModuleKind.NodeNext,
      strict: true,
      noEmit: true,
      types: ['node'],
      typeRoots: [join(root, 'node_modules/@types')],
    })
    const problems = ts
      .getPreEmitDiagnostics(program)
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))
    expect(problems).toEqual([])
  })

  test('say to install only packages of ours', () => {
    const names = blocks.filter(isInstall).flatMap(({ code }) => code.trim().split(' ').slice(2))
    const ours = published.map(({ name }) => name)
    expect(names.filter(name => !ours.includes(name))).toEqual([])
  })

  test('say what `npm test` prints last', () => {
    expect(blocks.find(isThisTest)?.prints).toMatch(/^…\n\d+ passed, 0 failed\n$/)
  })
})
