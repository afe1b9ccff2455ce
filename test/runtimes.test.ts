import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, describe, expect, test } from 'vitest'
import { root } from './workspace.ts'

const run = promisify(execFile)
const folder = mkdtempSync(join(tmpdir(), 'outloud-runtimes-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Where a Node of this major version is, from npm; `undefined` when npm cannot bring it. */
async function nodeOf(major: number): Promise<string | undefined> {
  const args = ['-y', `--package=node@${major}`, '--', 'node', '-p', 'process.execPath']
  try {
    return (await run('npx', args, { cwd: folder })).stdout.trim()
  } catch (error) {
    if (['1', 'true'].includes(process.env.CI ?? '')) throw error
    console.log(`Not run on Node ${major}: npm cannot bring it (${String(error).split('\n')[0]})`)
    return undefined
  }
}

/** The tests of the Node streams and of the pool, as another Node ran them: what passed, and what did not. */
async function suiteOn(node: string, file: string) {
  const args = [
    'node_modules/vitest/vitest.mjs',
    ...['run', 'packages/node-stream/src', '--exclude', '**/pooled-fetch-faults.test.ts'],
    '--reporter=json',
  ]
  // What this run's own Vitest says of itself is not for the other.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(VITEST|TEST$|NODE_)/.test(name)))
  await run(node, args, { cwd: root, env: { ...env, OUTLOUD_TEST_RESULTS: file } }).catch(() => {})
  const { testResults } = JSON.parse(readFileSync(file, 'utf8')) as { testResults: Suite[] }
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults)
  const named = (status: string) => tests.filter(test => test.status === status).map(({ fullName }) => fullName)
  return {
    passed: named('passed'),
    failed: named('failed'),
    broken: testResults.filter(({ message }) => message !== ''),
  }
}

interface Suite {
  readonly message: string
  readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[]
}

describe.each([22, 24])('Node %i', major => {
  test('streams, the pool and the store behave as they do here', { timeout: 240_000 }, async context => {
    const node = await nodeOf(major)
    if (node === undefined) return context.skip()
    expect((await run(node, ['--version'])).stdout).toMatch(`v${major}.`)
    const { passed, failed, broken } = await suiteOn(node, join(folder, `${major}.json`))
    expect({ failed, broken }).toEqual({ failed: [], broken: [] })
    expect(passed.length).toBeGreaterThan(90)
    expect(passed).toContain('the same bytes however the text comes byte by byte')
  })
})
