import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createFaultServer, type FaultServer, speech } from '@outloud/testing'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createFolder } from './folder.fixture.ts'
import { run, type TestShellOptions } from './shell.fixture.ts'

describe('the text', () => {
  let server: FaultServer
  beforeEach(async () => {
    server = await createFaultServer(() => speech())
  })
  afterEach(() => server.close())

  const speak = async (args: readonly string[], options: TestShellOptions = {}) => {
    const result = await run(['speak', '--base-url', `${server.url}/v1`, ...args], options).result
    return { ...result, inputs: server.requests.map(({ body }) => JSON.parse(body).input) }
  }

  it('is the arguments, joined as echo joins them', async () => {
    const { inputs } = await speak(['Hello,', 'world', '-', '--', '-5 degrees'], { input: 'not this' })
    expect(inputs).toEqual(['Hello, world - -5 degrees'])
  })

  it('is what the file says', async () => {
    const file = join(createFolder(), 'text.txt')
    await writeFile(file, 'Grüße – 日本語 🎧')
    expect((await speak(['--file', file])).inputs).toEqual(['Grüße – 日本語 🎧'])
  })

  it.each([[[]], [['--file', '-']], [['-']]])('is standard input for %j', async args => {
    expect((await speak(args, { input: 'From a pipe – 🎧' })).inputs).toEqual(['From a pipe – 🎧'])
  })

  it('is not waited for at a terminal', async () => {
    const { code, stderr, inputs } = await speak([], { input: 'typed', terminal: ['stdin'] })
    expect({ code, inputs }).toEqual({ code: 2, inputs: [] })
    expect(stderr).toContain('there is no text')
  })

  it.each([[['--file', '-']], [['-']]])('is typed at a terminal when that is asked for with %j', async args => {
    expect((await speak(args, { input: 'typed', terminal: ['stdin'] })).inputs).toEqual(['typed'])
  })

  it('can be the dash that stands for it elsewhere', async () => {
    expect((await speak(['-'], { input: '-' })).inputs).toEqual(['-'])
  })

  it.each(['Hello.', '-'])('is given once, not as %s and as a file', async word => {
    const { code, stderr, inputs } = await speak([word, '--file', 'text.txt'])
    expect({ code, inputs }).toEqual({ code: 2, inputs: [] })
    expect(stderr).toContain('the text is given twice')
  })

  it.each(['', ' \n'])('is not blank, as %j is', async input => {
    const { code, stderr, inputs } = await speak([], { input })
    expect({ code, inputs }).toEqual({ code: 2, inputs: [] })
    expect(stderr).toBe('outloud speak: the text is blank. See outloud speak --help.\n')
  })

  it('is UTF-8', async () => {
    const { code, stderr, inputs } = await speak([], { input: Uint8Array.of(0x47, 0xfc, 0x6e) })
    expect({ code, inputs }).toEqual({ code: 1, inputs: [] })
    expect(stderr).toContain('standard input is not UTF-8 text')
  })

  it('cannot come from a file that is not there', async () => {
    const { code, stderr, inputs } = await speak(['--file', '/nowhere/text.txt'])
    expect({ code, inputs }).toEqual({ code: 1, inputs: [] })
    expect(stderr).toBe('outloud speak: cannot read /nowhere/text.txt: no such file or folder\n')
  })

  it('is no longer waited for after an interruption', async () => {
    const { result, end, stdin } = run(['speak', '--base-url', `${server.url}/v1`], { endless: true })
    await vi.waitFor(() => expect(stdin.listenerCount('readable')).toBe(1))
    end('SIGINT')
    expect((await result).code).toBe(130)
    expect(server.requests).toEqual([])
  })
})
