import { createSpeechServer } from '@outloud/server'
import { serve } from '@outloud/server/node'
import { answer, createFaultServer, createToneEngine, type Handler, speech } from '@outloud/testing'
import { describe, expect, it, onTestFinished } from 'vitest'
import { run } from './shell.fixture.ts'

const json = (status: number, body: object) => answer({ status, type: 'application/json', body: JSON.stringify(body) })
const refusal = (status: number, error: object) => json(status, { error: { message: 'No.', ...error } })
const list = json(200, { data: [{ id: 'tts-1', shutdown_date: '2027-01-06' }, { id: 'other' }] })

/** A server with a list of models that answers a speech like this. */
const speaking =
  (spoken: Handler): Handler =>
  exchange => {
    if (exchange.request.method === 'POST') return spoken(exchange)
    return exchange.request.path === '/v1/models' ? list : answer({ status: 404 })
  }

async function examine(handler: Handler, args: readonly string[] = [], env: Readonly<Record<string, string>> = {}) {
  const server = await createFaultServer(handler)
  onTestFinished(() => server.close())
  return { ...(await doctor(['--base-url', `${server.url}/v1`, ...args], env)), server, url: `${server.url}/v1` }
}

async function doctor(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { code, stdout, stderr } = await run(['doctor', ...args], { env }).result
  const lines = String(stdout).trimEnd().split('\n')
  return { code, stderr, lines, wrong: lines.filter(line => line.startsWith('wrong')) }
}

const failed = (count: number) => `outloud doctor: ${count} of 5 checks failed\n`
const key = { COMETAPI_KEY: 'sk-secret' }

describe('outloud doctor', () => {
  it('finds nothing wrong with a server that speaks', async () => {
    const server = createSpeechServer({ engine: createToneEngine() })
    const { url, close } = await serve(server)
    onTestFinished(async () => {
      await close()
      await server.close()
    })
    const { code, lines, stderr } = await doctor(['--base-url', `${url}/v1`])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(lines).toEqual([
      `ok     base URL  ${url}/v1 answers`,
      'ok     key       none is set, and none is asked for',
      'ok     model     tts-1 speaks',
      'ok     voice     alloy speaks',
      expect.stringMatching(/^ok {5}speech {4}one word came in \d+ ms, \d+ bytes of mp3$/),
    ])
  })

  it('says when a model is withdrawn, and that the key is taken', async () => {
    const { code, lines, server } = await examine(
      speaking(() => speech('mp3')),
      [],
      key,
    )
    expect(code).toBe(0)
    expect(lines[1]).toBe('ok     key       COMETAPI_KEY is taken')
    expect(lines[2]).toBe('ok     model     tts-1 speaks, to be withdrawn on 2027-01-06')
    expect(server.requests.filter(({ method }) => method === 'POST')).toHaveLength(1)
  })

  it.each<[string, Handler, readonly string[], number, RegExp]>([
    [
      'a redirect',
      () => answer({ status: 301, headers: { location: 'https://login.test:8443/in?token=Kd83hfPq#top' } }),
      [],
      1,
      /base URL {2}http.+: it redirects to https:\/\/login\.test:8443, which is never followed: correct --base-url or/,
    ],
    [
      'a redirect that does not say where to',
      ({ request }) =>
        answer({ status: 302, ...(request.method === 'GET' && { headers: { location: 'http://a.test' } }) }),
      [],
      1,
      /base URL {2}http.+: it redirects, which is never followed: correct --base-url or COMETAPI_BASE_URL, which/,
    ],
    [
      'a redirect to no page',
      () => answer({ status: 302, headers: { location: 'javascript:alert(1)' } }),
      [],
      1,
      /base URL {2}http.+: it redirects, which is never followed: /,
    ],
    [
      'a web page',
      () => answer({ type: 'text/html', body: '<!doctype html><title>Log in</title>' }),
      [],
      1,
      /base URL {2}http.+: a web page answers: correct --base-url/,
    ],
    [
      'another API',
      () => refusal(404, {}),
      [],
      1,
      /base URL {2}http.+: it knows no POST \/audio\/speech \(404\): correct/,
    ],
    [
      'a refused key',
      speaking(() => refusal(401, {})),
      [],
      3,
      /key {7}the server refused it \(401\): correct COMETAPI_KEY/,
    ],
    ['a key without rights', speaking(() => refusal(403, {})), [], 3, /key {7}it may not do this \(403\): use the key/],
    [
      'an empty account',
      speaking(() => refusal(402, {})),
      [],
      3,
      /key {7}its account has no balance \(402\): top it up/,
    ],
    [
      'an unknown model',
      speaking(() => refusal(503, { code: 'model_not_found' })),
      ['--model', 'sings'],
      1,
      /model {5}the server does not have sings: choose a --model of outloud models --speech/,
    ],
    [
      'an unknown voice',
      speaking(() => refusal(400, { message: 'Nobody here', param: 'voice' })),
      ['--voice', 'nobody'],
      1,
      /voice {5}.*Nobody here.*: choose a --voice of outloud voices/,
    ],
    [
      'a server in trouble',
      speaking(() => refusal(500, {})),
      [],
      4,
      /speech {4}the server answered 500: No\. Trying again/,
    ],
  ])('says what to do about %s', async (_, handler, args, expected, line) => {
    const { code, wrong, stderr, server } = await examine(handler, args, key)
    expect({ code, stderr }).toEqual({ code: expected, stderr: failed(1) })
    expect(wrong).toEqual([expect.stringMatching(line)])
    expect(server.elsewhere).toEqual([])
  })

  it('says that a key is wanted', async () => {
    const { code, wrong } = await examine(speaking(() => refusal(401, {})))
    expect(code).toBe(3)
    expect(wrong).toEqual(['wrong  key       the server asks for one (401): set COMETAPI_KEY'])
  })

  it('says that nothing listens', async () => {
    const server = await createFaultServer(() => speech())
    await server.close()
    const { code, wrong, lines } = await doctor(['--base-url', `${server.url}/v1`])
    expect(code).toBe(4)
    expect(wrong).toEqual([
      `wrong  base URL  ${server.url}/v1: nothing listens there: start the server, or correct the port`,
    ])
    expect(lines.slice(1).every(line => line.startsWith('?'))).toBe(true)
  })

  it('says that no host has the name', async () => {
    const { code, wrong } = await doctor(['--base-url', 'http://no-such-host.invalid/v1'])
    expect(code).toBe(4)
    expect(wrong).toEqual([expect.stringMatching(/: (there is no host of that name|the name cannot be looked up): /)])
  })

  it('checks the embedded engine where there is no server', async () => {
    const { code, lines } = await doctor([])
    expect(code).toBe(0)
    expect(lines[0]).toBe('ok     base URL  none is needed: flite speaks on this machine')
    const unknown = await doctor(['--engine', 'flite', '--voice', 'nobody'])
    expect(unknown.code).toBe(1)
    expect(unknown.wrong).toEqual([
      expect.stringMatching(/voice {5}Unknown voice "nobody"\..*: choose a --voice of outloud voices$/),
    ])
    const model = await doctor(['--engine', 'flite', '--model', 'tts-9'])
    expect(model.wrong).toEqual(['wrong  model     flite does not have tts-9: leave it out'])
  })

  it('gives one object to a machine', async () => {
    const { code, lines } = await examine(
      speaking(() => refusal(401, {})),
      ['--json'],
      key,
    )
    expect(code).toBe(3)
    const { ok, checks } = JSON.parse(lines.join(''))
    expect(ok).toBe(false)
    expect(checks.map(({ check, status }: { check: string; status: string }) => `${check} ${status}`)).toEqual([
      'base URL ok',
      'key wrong',
      'model ok',
      'voice unknown',
      'speech unknown',
    ])
  })

  it('never prints the key, even when the server does', async () => {
    const echo: Handler = ({ request }) => refusal(400, { message: `voice ${request.headers.authorization}` })
    for (const args of [[], ['--json']]) {
      const { lines, stderr } = await examine(speaking(echo), args, key)
      expect(lines.join('\n') + stderr).not.toContain('sk-secret')
      expect(lines.join('\n')).toMatch(/voice Bearer \[\w+\]/)
    }
  })

  it.each([
    [['--base-url', 'localhost'], 2, '--base-url: expected an address such as'],
    [['--engine', 'remote'], 3, 'there is no API key: set COMETAPI_KEY'],
    [['Hello.'], 2, 'expected no arguments, got "Hello."'],
  ])('refuses %j', async (args, expected, message) => {
    const { code, stderr } = await doctor(args)
    expect(code).toBe(expected)
    expect(stderr).toContain(message)
  })
})
