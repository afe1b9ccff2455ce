import type { ChildProcessWithoutNullStreams } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { text } from 'node:stream/consumers'
import { describe, expect, it, onTestFinished } from 'vitest'
import { run } from './shell.fixture.ts'
import { spawnOutloud } from './spawn.fixture.ts'

/** The first lines of a server, up to and with its example. */
async function greetingOf(child: ChildProcessWithoutNullStreams): Promise<string> {
  let said = ''
  for await (const chunk of child.stdout.iterator({ destroyOnReturn: false })) {
    said += chunk
    if (said.includes('-o hello.mp3\n')) return said
  }
  throw new Error(`The server ended after: ${said}`)
}

async function serve(...args: string[]) {
  const child = spawnOutloud(['serve', '--port', '0', ...args])
  onTestFinished(() => void child.kill('SIGKILL'))
  const said = text(child.stderr)
  const exit = once(child, 'exit')
  const greeting = await greetingOf(child)
  const base = greeting.match(/^Speech on (http:\/\/\S+\/v1) /)?.[1] ?? ''
  return { child, said, exit, greeting, base }
}

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
    const { child, exit, said } = await serve('--host', '0.0.0.0')
    child.kill('SIGTERM')
    await exit
    expect(await said).toBe('outloud: 0.0.0.0 can be reached from other machines, and no key is asked for\n')
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
  ])('refuses %j', async (args, message) => {
    const { code, stderr } = await run(['serve', ...args]).result
    expect(code).toBe(2)
    expect(stderr).toBe(`outloud serve: ${message}. See outloud serve --help.\n`)
  })
})

/** Long enough to be under way for a while. */
const sentences = 'The quick brown fox jumps over the lazy dog. '.repeat(12)
