import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { transform } from 'esbuild'
import { describe, expect, test } from 'vitest'
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
