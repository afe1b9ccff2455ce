import { text } from 'node:stream/consumers'
import { createSpeechServer } from '@outloud/server'
import { isLoopback, type ServeOptions, serve } from '@outloud/server/node'
import { createToneEngine } from '@outloud/testing'
import { describe, expect, onTestFinished, test } from 'vitest'
import { get, raw } from '../../test/node-server.ts'

const speech = (apiKey?: string) => createSpeechServer({ engine: createToneEngine(), apiKey })

async function listen(options: ServeOptions = {}, server = speech()): Promise<number> {
  const { url, close } = await serve(server, options)
  onTestFinished(() => close({ grace: 0 }))
  return Number(new URL(url).port)
}

/** What a request for models is answered with that calls the server so. */
async function statusOf(port: number, host: string, target = '/v1/models'): Promise<number> {
  const answer = await raw(port, `GET ${target} HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`)
  return Number(answer.split(' ')[1])
}

describe('a server on this machine alone', () => {
  test.each(['localhost', 'LOCALHOST:80', 'speech.localhost', '127.0.0.1', '127.1.2.3:9', '[::1]:81'])(
    'answers who calls it %s',
    async host => {
      expect(await statusOf(await listen(), host)).toBe(200)
    },
  )

  test.each([
    'rebound.example',
    'rebound.example:8484',
    'localhost.rebound.example',
    '127.0.0.1.rebound.example',
    'notlocalhost',
    '192.168.0.1',
    // Where an address is made of these, it is localhost's.
    'user@localhost',
    'rebound.example/localhost',
    '',
  ])('refuses who calls it %j', async host => {
    expect(await statusOf(await listen(), host)).toBe(403)
  })

  test('refuses as it refuses anything, and says what to do', async () => {
    const answer = await get(await listen(), { headers: { host: 'rebound.example' } })
    const { 'x-request-id': id, ...headers } = answer.headers
    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' })
    expect(id).toMatch(/^req_[\da-f]{24}$/)
    expect(JSON.parse(await text(answer))).toEqual({
      error: {
        message: `host: expected localhost or a name that this server was given, got "rebound.example"; name it in hosts, or set a key (request id: ${id})`,
        type: 'invalid_request_error',
        param: null,
        code: 'host_not_allowed',
      },
    })
  })

  test('speaks for nobody that it refuses, and its connection serves the next', async () => {
    let spoken = 0
    const tone = createToneEngine()
    const server = createSpeechServer({
      engine: {
        ...tone,
        speak: (text, request) => {
          spoken++
          return tone.speak(text, request)
        },
      },
    })
    const port = await listen({}, server)
    const body = '{"input":"Hi.","response_format":"wav"}'
    const post = (host: string, connection: string) =>
      `POST /v1/audio/speech HTTP/1.1\r\nhost: ${host}\r\nconnection: ${connection}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`
    const answers = await raw(port, post('rebound.example', 'keep-alive') + post('localhost', 'close'))
    expect(answers.match(/HTTP\/1.1 \d+/g)).toEqual(['HTTP/1.1 403', 'HTTP/1.1 200'])
    expect(spoken).toBe(1)
  })

  test('takes the name in the request line before the header, and both have to be its own', async () => {
    const port = await listen()
    expect(await statusOf(port, 'localhost', 'http://rebound.example/v1/models')).toBe(403)
    expect(await statusOf(port, 'rebound.example', 'http://localhost/v1/models')).toBe(403)
    expect(await statusOf(port, 'localhost', 'http://127.0.0.1/v1/models')).toBe(200)
  })

  test('refuses two names at once, and none', async () => {
    const port = await listen()
    const two = 'GET /health HTTP/1.1\r\nhost: localhost\r\nhost: rebound.example\r\nconnection: close\r\n\r\n'
    expect(await raw(port, two)).toMatch(/^HTTP\/1.1 403/)
    expect(await raw(port, 'GET /health HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1.1 403/)
  })

  test('answers to further names that it was given, by any port', async () => {
    const port = await listen({ hosts: ['Speech.example'] })
    expect(await statusOf(port, 'speech.example:443')).toBe(200)
    expect(await statusOf(port, 'localhost')).toBe(200)
    expect(await statusOf(port, 'other.example')).toBe(403)
  })

  test('leaves it to the key where it asks for one, unless it was given names', async () => {
    const port = await listen({}, speech('sk-local'))
    expect(await statusOf(port, 'rebound.example')).toBe(401)
    const named = await listen({ hosts: ['speech.example'] }, speech('sk-local'))
    expect(await statusOf(named, 'rebound.example')).toBe(403)
    expect(await statusOf(named, 'speech.example')).toBe(401)
  })
})

test('a server answers to the name it was put on', async () => {
  const port = await listen({ host: '0.0.0.0', hosts: [] })
  expect(await statusOf(port, '0.0.0.0:80')).toBe(200)
  expect(await statusOf(port, 'rebound.example')).toBe(403)
})

test('a server that other machines can reach answers to any name, unless it was given names', async () => {
  expect(await statusOf(await listen({ host: '0.0.0.0' }), 'machine.lan')).toBe(200)
  const named = await listen({ host: '0.0.0.0', hosts: ['machine.lan'] })
  expect(await statusOf(named, 'machine.lan')).toBe(200)
  expect(await statusOf(named, '127.0.0.1')).toBe(200)
  expect(await statusOf(named, 'rebound.example')).toBe(403)
})

test.each(['speech.example:80', 'http://speech.example', '*', 'a b', ''])('%j is no name', async name => {
  await expect(serve(speech(), { hosts: [name] })).rejects.toThrow(/^hosts: expected names such as speech\.example/)
})

test.each([
  ['localhost', true],
  ['a.localhost', true],
  ['::1', true],
  ['127.9.9.9', true],
  ['0.0.0.0', false],
  ['127.0.0.1.rebound.example', false],
  ['localhost.rebound.example', false],
  ['machine.lan', false],
])('%s is of this machine alone: %s', (host, expected) => {
  expect(isLoopback(host)).toBe(expected)
})
