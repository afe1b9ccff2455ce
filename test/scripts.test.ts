import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { transform } from 'esbuild'
import { afterEach, describe, expect, test } from 'vitest'
import { root } from './workspace.ts'

describe('check-node', () => {
  const guard = `${root}/scripts/check-node.cjs`
  const runAs = (version: string) => {
    const code = `Object.defineProperty(process.versions, 'node', { value: '${version}' }); require(${JSON.stringify(guard)})`
    return spawnSync(process.execPath, ['-e', code], { encoding: 'utf8' })
  }

  test.each(['20.18.9', '18.20.8', '9.0.0', '20.9.30'])('stops Node %s with one line', version => {
    const { status, stderr, stdout } = runAs(version)
    expect([status, stdout]).toEqual([1, ''])
    expect(stderr).toBe(`Outloud needs Node 20.19.0 or newer; this is Node ${version}. See https://nodejs.org/\n`)
  })

  test.each(['20.19.0', '20.20.2', '22.0.0', '100.0.0'])('lets Node %s pass', version => {
    expect(runAs(version)).toMatchObject({ status: 0, stderr: '' })
  })

  test('is ES5, which any Node can read', async () => {
    const source = readFileSync(guard, 'utf8')
    await expect(transform(source, { target: 'es5' })).resolves.toMatchObject({ warnings: [] })
    await expect(transform('const x = 1', { target: 'es5' })).rejects.toThrow('not supported yet')
  })
})

describe('totals', () => {
  const folder = mkdtempSync(join(tmpdir(), 'outloud-totals-'))
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  test('counts passed, failed and skipped tests, and a file that could not be loaded as one failure', async () => {
    const { formatTotals, readTotals } = await import('../scripts/totals.mjs')
    const report = {
      numPassedTests: 7,
      numFailedTests: 1,
      numPendingTests: 2,
      numTodoTests: 1,
      testResults: [
        { status: 'failed', assertionResults: [{ status: 'failed' }] },
        { status: 'failed', assertionResults: [] },
        { status: 'passed', assertionResults: [{ status: 'passed' }] },
      ],
    }
    writeFileSync(join(folder, 'test-results.json'), JSON.stringify(report))
    expect(formatTotals(readTotals(pathToFileURL(`${folder}/`)))).toBe('7 passed, 2 failed, 3 skipped')
  })
})
