import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { answer, createFaultServer, type Handler, hang, reset, type SeenRequest, speech, tones } from '@outloud/testing'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createFolder } from './folder.fixture.ts'
import { run, type TestShellOptions } from './shell.fixture.ts'

const formats = ['mp3', 'opus', 'aac', 'flac', 'wav', 'pcm'] as const

/** A server that answers like this, for one test. */
async function serverWith(handler: Handler) {
  const server = await createFaultServer(handler)
  onTestFinished(() => server.close())
  return server
}

const asked = ({ request }: { request: SeenRequest }) => speech(JSON.parse(request.body).response_format)

/** Speaks with such a server and gives what it saw. */
async function speak(args: readonly string[], options: TestShellOptions = {}, handler: Handler = asked) {
  const server = await serverWith(handler)
  const result = await run(['speak', 'Hello.', '--base-url', `${server.url}/v1`, ...args], options).result
  return { ...result, requests: server.requests }
}

/** The half of an answer that arrives, and then the connection breaks. */
const half: Handler = () => [
  ...answer({ type: 'audio/mpeg', body: tones.mp3.slice(0, tones.mp3.length >> 1), announced: tones.mp3.length }),
  reset,
]

describe('outloud speak', () => {
  it.each(formats)('asks for %s by the extension and writes what comes', async format => {
    const path = join(createFolder(), `Hello.${format.toUpperCase()}`)
    const { code, stdout, stderr } = await speak(['-o', path])
    expect({ code, stdout: stdout.length, stderr }).toEqual({ code: 0, stdout: 0, stderr: '' })
    expect(Buffer.from(tones[format]).equals(await readFile(path))).toBe(true)
  })

  it.each([[[]], [['-o', '-']]])('writes mp3 to standard output with %j', async args => {
    const { code, stdout, stderr } = await speak(args)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout.equals(tones.mp3)).toBe(true)
  })

  it('states the length in a WAV file that a server streamed without one, and leaves a pipe as it is', async () => {
    const streamed = Uint8Array.from(tones.wav)
    for (const at of [4, 40]) streamed.fill(0xff, at, at + 4)
    const path = join(createFolder(), 'a.wav')
    const file = await speak(['-o', path], {}, () => speech('wav', { body: streamed }))
    expect(file.code).toBe(0)
    expect(Buffer.from(tones.wav).equals(await readFile(path))).toBe(true)
    const { stdout } = await speak(['--format', 'wav'], {}, () => speech('wav', { body: streamed }))
    expect(stdout.equals(streamed)).toBe(true)
  })

  it('takes .ogg for opus', async () => {
    const { requests } = await speak(['-o', join(createFolder(), 'a.ogg')])
    expect(JSON.parse(requests[0]!.body).response_format).toBe('opus')
  })

  it('sends what the options say', async () => {
    const { requests } = await speak(
      ['--voice', 'nova', '--model', 'm', '--format', 'wav', '--speed', '1.5', '--instructions', 'Calmly.'],
      { env: { COMETAPI_KEY: 'sk-secret' } },
    )
    expect(
      requests.map(({ path, body, headers }) => ({ path, body: JSON.parse(body), key: headers.authorization })),
    ).toEqual([
      {
        path: '/v1/audio/speech',
        key: 'Bearer sk-secret',
        body: {
          input: 'Hello.',
          voice: 'nova',
          model: 'm',
          response_format: 'wav',
          speed: 1.5,
          instructions: 'Calmly.',
        },
      },
    ])
  })

  it.each([
    [['-o', 'a.txt'], 2, 'does not tell the format'],
    [['-o', 'a'], 2, 'does not tell the format'],
    [['-o', 'a.mp3', '--format', 'wav'], 2, '--format wav contradicts the extension .mp3'],
    [['--speed', '5'], 2, '--speed: expected a number from 0.25 to 4, got 5.'],
  ])('refuses %j without a request', async (args, expected, message) => {
    const { code, stderr, requests } = await speak(args)
    expect({ code, requests }).toEqual({ code: expected, requests: [] })
    expect(stderr).toContain(message)
  })

  it('keeps audio off a terminal', async () => {
    const { code, stdout, stderr, requests } = await speak([], { terminal: ['stdout'] })
    expect({ code, stdout: stdout.length, requests }).toEqual({ code: 2, stdout: 0, requests: [] })
    expect(stderr).toContain('audio is not for a terminal: name a file with -o')
  })

  it('replaces a file only when forced, and asks for nothing otherwise', async () => {
    const path = join(createFolder(), 'a.mp3')
    await writeFile(path, 'old')
    const refused = await speak(['-o', path])
    expect({ code: refused.code, requests: refused.requests }).toEqual({ code: 1, requests: [] })
    expect(refused.stderr).toBe(`outloud speak: ${path} exists: choose another name, or replace it with --force\n`)
    expect(await readFile(path, 'utf8')).toBe('old')
    expect((await speak(['-o', path, '--force'])).code).toBe(0)
    expect(Buffer.from(tones.mp3).equals(await readFile(path))).toBe(true)
  })

  it('leaves nothing of an answer that breaks', async () => {
    const folder = createFolder()
    const { code, stderr } = await speak(['-o', join(folder, 'a.mp3')], {}, half)
    expect(code).toBe(4)
    expect(stderr).toMatch(/^outloud speak: [^\n]+\n$/)
    expect(await readdir(folder)).toEqual([])
  })

  it('leaves nothing when it is interrupted, and lets go of the server', async () => {
    const folder = createFolder()
    const server = await serverWith(() => [...half({} as never).slice(0, -1), hang])
    const { result, end } = run(['speak', 'Hello.', '--base-url', `${server.url}/v1`, '-o', join(folder, 'a.mp3')])
    await server.until(({ requests }) => (requests[0]?.sent ?? 0) > tones.mp3.length >> 1)
    expect(await readdir(folder)).toEqual([expect.stringMatching(/^\.outloud-.+\.part$/)])
    end('SIGTERM')
    expect(await result).toMatchObject({ code: 143, stderr: 'outloud speak: ended by SIGTERM\n' })
    expect(await readdir(folder)).toEqual([])
    await server.until(({ requests }) => requests[0]?.abandonedAt !== undefined)
  })

  it('never prints the key, even when the server does', async () => {
    const env = { COMETAPI_KEY: 'sk-secret', OUTLOUD_DEBUG: '1' }
    const echo: Handler = ({ request }) =>
      answer({ status: 401, type: 'application/json', body: JSON.stringify({ error: request.headers.authorization }) })
    const { code, stderr } = await speak([], { env }, echo)
    expect(code).toBe(3)
    // Hidden by core already, else by the command.
    expect(stderr).toMatch(/401: Bearer \[\w+\]/)
    expect(stderr).not.toContain('sk-secret')
  })

  it('refuses a key that no header can carry, without a request', async () => {
    const { code, stderr, requests } = await speak([], { env: { COMETAPI_KEY: 'sk secret' } })
    expect({ code, requests }).toEqual({ code: 3, requests: [] })
    expect(stderr).toMatch(/^outloud speak: COMETAPI_KEY: expected visible ASCII/)
    expect(stderr).not.toContain('secret')
  })
})
