import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import { createServer } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { serve } from './serve.fixture.ts'
import { run } from './shell.fixture.ts'

const speech = (base: string, input: string, init: RequestInit = {}) =>
  fetch(`${base}/audio/speech`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'tts-1', voice: 'alloy', input, response_format: 'wav' }),
    ...init,
  })

describe('outloud serve', () => {
  it('prints an address that answers, and an example for it', async () => {
    const { greeting, base, child, exit, said } = await serve()
    expect(base).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/v1$/)
    expect(greeting).toContain(`curl ${base}/audio/speech`)
    const response = await speech(base, 'Hello, world.')
    expect({ status: response.status, type: response.headers.get('content-type') }).toEqual({
      status: 200,
      type: 'audio/wav',
    })
    const bytes = Buffer.from(await response.arrayBuffer())
    expect(bytes.subarray(0, 4).toString()).toBe('RIFF')
    expect(bytes.length).toBeGreaterThan(24_000)
    child.kill('SIGINT')
    expect(await exit).toEqual([0, null])
    expect(await said).toBe('')
  })

  it('lets an answer under way end', async () => {
    const { base, child, exit } = await serve()
    const whole = Buffer.from(await (await speech(base, sentences)).arrayBuffer()).length
    const response = await speech(base, sentences)
    child.kill('SIGTERM')
    // It takes no further connection as soon as it has heard the signal.
    await expect
      .poll(() =>
        speech(base, 'Hello.', { headers: { connection: 'close' } }).then(
          () => 'answered',
          () => 'refused',
        ),
      )
      .toBe('refused')
    expect((await response.arrayBuffer()).byteLength).toBe(whole)
    expect(await exit).toEqual([0, null])
  })

  it('says so when other machines can reach it', async () => {
    const { child, exit, said } = await serve(['--host', '0.0.0.0'])
    child.kill('SIGTERM')
    await exit
    expect(await said).toBe('outloud: 0.0.0.0 can be reached from other machines, and no key is asked for\n')
  })

  it('asks for a key that it was given, on a line or in the environment, and then has nothing to warn of', async () => {
    for (const [args, env] of [
      [['--api-key', 'sk-secret'], {}],
      [[], { OUTLOUD_API_KEY: 'sk-secret' }],
    ] as const) {
      const { base, child, exit, said } = await serve(['--host', '0.0.0.0', ...args], env)
      expect((await speech(base, 'Hello.')).status).toBe(401)
      const headers = { 'content-type': 'application/json', authorization: 'Bearer sk-secret' }
      expect((await speech(base, 'Hello.', { headers })).status).toBe(200)
      child.kill('SIGTERM')
      await exit
      expect(await said).toBe('')
    }
  })

  it('answers to a foreign name only where it asks for a key', async () => {
    const called = async (...args: string[]) => {
      const { base } = await serve(args)
      const request = get(`${base}/models`, { headers: { host: 'rebound.example' } })
      const [response] = (await once(request, 'response')) as [IncomingMessage]
      return response.resume().statusCode
    }
    expect(await called()).toBe(403)
    expect(await called('--api-key', 'sk-secret')).toBe(401)
  })

  it('logs requests without their texts, lets the pages of an origin in, and fails on purpose', async () => {
    const origin = 'http://localhost:5173'
    const { base, child, exit, said } = await serve(['--log', '--cors', `${origin},http://a.test`, '--fail', 'rate=0'])
    const headers = { 'content-type': 'application/json', origin }
    const good = await speech(base, 'A private text.', { headers })
    expect(good.headers.get('access-control-allow-origin')).toBe(origin)
    await good.arrayBuffer()
    const asked = { ...headers, 'x-fail': 'status=418' }
    expect((await speech(base, 'Another.', { headers: asked })).status).toBe(418)
    child.kill('SIGTERM')
    await exit
    const lines = (await said).trim().split('\n')
    expect(lines.map(line => JSON.parse(line))).toMatchObject([
      { path: '/v1/audio/speech', status: 200, outcome: 'finished', speech: { voice: 'alloy', characters: 15 } },
      { path: '/v1/audio/speech', status: 418 },
    ])
    expect(lines.join()).not.toContain('private')
  })

  it('sends away who would have to wait too long', async () => {
    const { base, child, exit } = await serve(['--concurrency', '1', '--queue', '0'])
    const busy = await speech(base, sentences)
    const turned = await speech(base, 'Hello.')
    expect({ status: turned.status, again: turned.headers.has('retry-after') }).toEqual({ status: 429, again: true })
    await busy.arrayBuffer()
    child.kill('SIGTERM')
    await exit
  })

  it('speaks with espeak', async () => {
    const { base, child, exit } = await serve(['--engine', 'espeak'])
    const body = JSON.stringify({ model: 'espeak', voice: 'de', input: 'Guten Tag.', response_format: 'wav' })
    expect((await speech(base, '', { body })).status).toBe(200)
    child.kill('SIGTERM')
    await exit
  })

  it('says so when the port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    onTestFinished(() => void other.close())
    await once(other, 'listening')
    const { port } = other.address() as { port: number }
    const { code, stdout, stderr } = await run(['serve', '--port', String(port)]).result
    expect({ code, stdout: String(stdout) }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toBe(
      `outloud serve: cannot listen on 127.0.0.1 port ${port}: it is in use: choose another --port, or 0 for any free one\n`,
    )
  })

  it.each([
    [['--port', '70000'], '--port: expected a whole number from 0 to 65535, got 70000'],
    [['--port', '1.5'], '--port: expected a whole number from 0 to 65535, got 1.5'],
    [['8080'], 'expected no arguments, got "8080"'],
    [['--queue', '-1'], "Option '--queue' argument is ambiguous"],
    [['--queue', '1.5'], '--queue: expected a whole number from 0 to 1000000, got 1.5'],
    [['--concurrency', '0'], '--concurrency: expected a whole number above 0, got 0'],
    [['--cors', '*'], '--cors: expected an origin such as http://localhost:5173, got "*"'],
    [['--fail', 'rate=2'], '--fail.rate: expected a number from 0 to 1, got 2'],
    [['--engine', 'auto'], '--engine: expected one of flite, espeak, got "auto"'],
  ])('refuses %j', async (args, message) => {
    const { code, stderr } = await run(['serve', ...args]).result
    expect(code).toBe(2)
    expect(stderr).toContain(`outloud serve: ${message}`)
    expect(stderr).toMatch(/ See outloud serve --help\.\n$/)
  })
})

/** Long enough to be under way for a while. */
const sentences = 'The quick brown fox jumps over the lazy dog. '.repeat(12)
