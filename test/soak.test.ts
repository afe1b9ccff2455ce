import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { root } from './workspace.ts'

test('the soak in short: of a hundred streams none ends wrong, and nothing is left open', async () => {
  const script = ['bench/soak.mjs', '--seconds', '15', '--json']
  const { stdout } = await promisify(execFile)(process.execPath, script, { cwd: root, timeout: 80_000 })
  const figures = JSON.parse(stdout)
  expect(figures).toMatchObject({ wrong: 0, elsewhere: 0, left: { requests: 0, timers: 0, listeners: 0 } })
  // It did something, and not only what is easy.
  expect(figures.calls).toBeGreaterThan(figures.streams)
  expect(figures.faulty / figures.calls).toBeGreaterThan(0.1)
  expect(figures.errors).toBeGreaterThan(0)
}, 90_000)
