import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { createFolder } from './folder.fixture.ts'
import { run } from './shell.fixture.ts'

it('speaks with espeak where it is installed', async () => {
  const args = ['speak', 'Guten Morgen.', '--engine', 'espeak', '--voice', 'de', '--format', 'wav']
  const { code, stdout, stderr } = await run(args).result
  expect({ code, stderr, tag: stdout.subarray(0, 4).toString() }).toEqual({ code: 0, stderr: '', tag: 'RIFF' })
  expect(stdout.length).toBeGreaterThan(20_000)
})

it('says what to install where espeak is not', async () => {
  const folder = createFolder()
  const packages = fileURLToPath(new URL('../..', import.meta.url))
  cpSync(join(packages, 'cli/dist'), join(folder, 'dist'), { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
  mkdirSync(join(folder, 'node_modules/@outloud'), { recursive: true })
  for (const name of ['core', 'encode', 'flite', 'node-stream', 'server']) {
    symlinkSync(join(packages, name), join(folder, 'node_modules/@outloud', name))
  }
  const command = [join(folder, 'dist/bin.js'), 'speak', 'Hello.', '--engine', 'espeak']
  await expect(promisify(execFile)(process.execPath, command)).rejects.toMatchObject({
    code: 1,
    stderr:
      'outloud speak: --engine espeak: @outloud/espeak is not installed: install it beside the command, with npm install outloud @outloud/espeak (GPL-3.0-or-later)\n',
  })
})
