import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createSpeechClient } from '@outloud/core'
import { describe, expect, it } from 'vitest'
import { createFolder } from './folder.fixture.ts'
import { serve } from './serve.fixture.ts'
import { run } from './shell.fixture.ts'

const key = 'sk-Vb3nQx8TzR5wLm2Kd7Yc9HfJ'

/** A real server that asks for the key, and a folder in which it was recorded what one client asked it. */
async function recorded() {
  const folder = join(createFolder(), 'recordings')
  const real = await serve(['--api-key', key])
  const recorder = await serve(['--record', folder, '--base-url', real.base], { COMETAPI_KEY: key })
  const speak = (baseURL: string, input = 'Hello, world.') =>
    createSpeechClient({ baseURL, retry: false }).synthesize(input, { format: 'wav' }).bytes()
  const bytes = await speak(recorder.base)
  for (const { child, exit } of [real, recorder]) {
    child.kill('SIGTERM')
    await exit
  }
  return { folder, bytes, speak, real, recorder }
}

describe('outloud serve --record and --replay', () => {
  it('answers without the server what the server answered, to the byte', async () => {
    const { folder, bytes, speak, real, recorder } = await recorded()
    expect(recorder.greeting).toContain(` from ${real.base}, recorded in ${folder} (Ctrl-C`)
    expect(await recorder.said).toBe('')
    const { base, greeting } = await serve(['--replay', folder])
    expect(greeting).toContain(` replayed from ${folder} (Ctrl-C`)
    expect(Buffer.compare(await speak(base), bytes)).toBe(0)
    await expect(speak(base, 'Something else.')).rejects.toMatchObject({
      status: 412,
      code: 'not_recorded',
      message: expect.stringContaining(`outloud serve --record ${folder}`),
    })
  })

  it('keeps no key, and names no file before it is whole', async () => {
    const { folder } = await recorded()
    const names = await readdir(folder)
    expect(names).toEqual([expect.stringMatching(/^[\da-f]{64}\.json$/)])
    expect(await readFile(join(folder, names[0] ?? ''), 'utf8')).not.toContain(key.slice(0, 8))
  })

  it('logs, asks for a key of its own, and says what a damaged file is', async () => {
    const { folder, speak } = await recorded()
    const [name = ''] = await readdir(folder)
    await writeFile(join(folder, name), '{"version":1')
    const { base, child, exit, said } = await serve(['--replay', folder, '--pace', '--log', '--api-key', 'local-key'])
    await expect(speak(base)).rejects.toMatchObject({ status: 401 })
    const client = createSpeechClient({ baseURL: base, apiKey: 'local-key' })
    await expect(client.synthesize('Hello, world.', { format: 'wav' }).bytes()).rejects.toMatchObject({
      status: 500,
      code: 'damaged_recording',
      attempts: 1,
      message: expect.stringContaining(`${name} is damaged: it is no JSON: record it again`),
    })
    child.kill('SIGTERM')
    await exit
    expect((await said).trim().split('\n')).toHaveLength(2)
  })

  it('needs a key, or another server', async () => {
    const { code, stderr } = await run(['serve', '--record', createFolder()]).result
    expect(code).toBe(3)
    expect(stderr).toBe('outloud serve: there is no API key to --record with: set COMETAPI_KEY, or name a --base-url\n')
  })

  it('says so when there is no folder to replay', async () => {
    const { code, stderr } = await run(['serve', '--replay', '/nowhere/at/all']).result
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: 'outloud serve: cannot read /nowhere/at/all: no such file or folder\n',
    })
  })

  it.each([
    [['--record', 'a', '--replay', 'b'], '--record and --replay: expected one of them, got both'],
    [['--pace'], '--pace is for --replay'],
    [['--base-url', 'http://127.0.0.1:1/v1'], '--base-url is for --record'],
    [['--replay', 'a', '--base-url', 'http://127.0.0.1:1/v1'], '--base-url is for --record'],
    [['--record', 'a', '--base-url', 'nonsense'], '--base-url: expected an address'],
    [
      ['--record', 'a', '--engine', 'flite'],
      '--engine is for an engine of this machine: leave it out, or leave out --record',
    ],
    [['--replay', 'a', '--concurrency', '2'], '--concurrency is for an engine of this machine'],
    [['--replay', 'a', '--queue', '2'], '--queue is for an engine of this machine'],
    [['--replay', 'a', '--fail', 'rate=1'], '--fail is for an engine of this machine'],
    [['--replay', 'package.json'], '--replay: expected a folder of recordings, got the file package.json'],
    [['--replay', '.', '--cors', '*'], '--cors: expected an origin'],
    [['--record='], '--record: expected a folder, got nothing'],
  ])('refuses %j', async (args, message) => {
    const { code, stderr } = await run(['serve', ...args]).result
    expect(code).toBe(2)
    expect(stderr).toContain(`outloud serve: ${message}`)
    expect(stderr).toMatch(/^[^\n]+ See outloud serve --help\.\n$/)
  })
})
