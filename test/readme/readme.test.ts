import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { transform } from 'esbuild'
import ts from 'typescript'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { published, root } from '../workspace.ts'
import { type Block, pattern, readmeBlocks } from './blocks.ts'

const blocks = readmeBlocks()
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

/** Runs a program in a new folder, in which our packages are found, and gives all that it prints. */
function run(program: string, args: readonly string[], env: NodeJS.ProcessEnv): string {
  const { COMETAPI_KEY, COMETAPI_BASE_URL, ...inherited } = process.env
  const cwd = mkdtempSync(join(folder, 'run-'))
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, encoding: 'utf8', env: { ...inherited, ...env } })
  expect(status, stdout + stderr).toBe(0)
  return stdout + stderr
}

const runScript = async ({ code }: Block): Promise<string> => {
  const file = join(folder, 'block.mjs')
  writeFileSync(file, (await transform(code, { loader: 'ts', format: 'esm', target: 'node20' })).code)
  return run(process.execPath, ['--import', join(root, 'test/readme/preload.mjs'), file], { COMETAPI_KEY: 'a-key' })
}

const runShell = ({ code }: Block): string =>
  run('bash', ['-euo', 'pipefail', '-c', code], { PATH: `${join(folder, 'bin')}${delimiter}${process.env.PATH}` })

const scripts = blocks.filter(({ language }) => language === 'ts' || language === 'js')
const shell = blocks.filter(({ language }) => language === 'sh')
const installs = (block: Block) => /^npm install \S/.test(block.code)
const testsItself = (block: Block) => block.code === 'npm test\n'

describe('README', () => {
  test('has only code that is run', () => {
    expect(blocks.filter(block => !scripts.includes(block) && !shell.includes(block))).toEqual([])
    expect(scripts.length).toBeGreaterThan(0)
    expect(shell.length).toBeGreaterThan(0)
  })

  test('has TypeScript that compiles against what is published', () => {
    const files = scripts.map(({ code }, index) => {
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

  test.each(scripts)('$where runs', async block => {
    const output = await runScript(block)
    if (block.prints !== undefined) expect(output).toMatch(pattern(block.prints))
  })

  test.each(shell.filter(block => !installs(block) && !testsItself(block)))('$where runs', block => {
    const output = runShell(block)
    if (block.prints !== undefined) expect(output).toMatch(pattern(block.prints))
  })

  test.each(shell.filter(installs))('$where installs packages of ours', ({ code }) => {
    const names = published.map(({ name }) => name)
    expect(
      code
        .trim()
        .split(' ')
        .slice(2)
        .filter(name => !names.includes(name)),
    ).toEqual([])
  })

  test('says what `npm test` prints last', () => {
    expect(blocks.find(testsItself)?.prints).toMatch(/^…\n\d+ passed, 0 failed\n$/)
  })
})

describe('what a page says is printed', () => {
  test.each([
    ['a\n…\n2.5 s\n', 'a\nb\nc\n13 s\n', true],
    ['a\n…\nb\n', 'a\nb\n', true],
    ['a\n', 'a\nb\n', false],
    ['a\n', 'b\na\n', false],
    ['status 401\n', 'status 403\n', false],
    ['[1/3] x\n', '[2/3] x\n', false],
    ['12 bytes\n', '7 bytes\n', true],
    ['12 bytes\n', 'many bytes\n', false],
  ])('%j against %j', (prints, output, matches) => {
    expect(pattern(prints).test(output)).toBe(matches)
  })
})
