import { createSpeechClient, type Fetch } from '@outloud/core'
import { createPooledFetch } from '@outloud/node-stream'
import { answer, createFaultServer, end, hang, speech } from '@outloud/testing'
import { describe, expect, test } from 'vitest'
import { pooled, post, serving } from './pooled/pool.fixture.ts'

describe('what is sent', () => {
  test('method, path, query, headers and body arrive; the answer is asked for as it is', async () => {
    const server = await serving(() => speech())
    const response = await pooled()(`${server.url}/v1/audio/speech?a=b`, post)
    await response.arrayBuffer()
    expect(server.requests).toMatchObject([
      {
        method: 'POST',
        path: '/v1/audio/speech?a=b',
        body: post.body,
        headers: { authorization: 'Bearer a-key', 'accept-encoding': 'identity' },
      },
    ])
  })

  test('headers come in every form that fetch takes, and win over our own', async () => {
    const server = await serving(() => answer({ body: 'x' }))
    const entries: [string, string][] = [['Accept-Encoding', 'gzip']]
    for (const headers of [Object.fromEntries(entries), entries, new Headers(entries)]) {
      await (await pooled()(server.url, { headers })).text()
    }
    expect(server.requests.map(({ headers }) => headers['accept-encoding'])).toEqual(['gzip', 'gzip', 'gzip'])
  })

  test('bytes go out as they are, a form as what fetch would make of it', async () => {
    const server = await serving(() => answer({ body: 'x' }))
    const form = new FormData()
    form.set('model', 'whisper-1')
    await (await pooled()(server.url, { method: 'POST', body: Buffer.from('..abc').subarray(2) })).text()
    await (await pooled()(server.url, { method: 'POST', body: form })).text()
    expect(server.requests[0]?.body).toBe('abc')
    expect(server.requests[1]?.headers['content-type']).toMatch(/^multipart\/form-data; boundary=/)
    expect(server.requests[1]?.body).toContain('whisper-1')
  })
})

describe('what comes back', () => {
  test('whatever a Response has', async () => {
    const server = await serving(() => answer({ type: 'application/json', body: '{"a":1}', headers: { 'x-a': 'é' } }))
    const fetch = pooled()
    const ask = () => fetch(server.url, {})
    const response = await ask()
    expect(response).toMatchObject({ status: 200, statusText: 'OK', ok: true, redirected: false, url: server.url })
    expect(response.headers.get('content-type')).toBe('application/json')
    expect(response.bodyUsed).toBe(false)
    expect(await response.clone().json()).toEqual({ a: 1 })
    expect(await response.text()).toBe('{"a":1}')
    expect(response.bodyUsed).toBe(true)
    expect((await (await ask()).blob()).type).toBe('application/json')
    expect(Buffer.from(await (await ask()).arrayBuffer()).toString()).toBe('{"a":1}')
  })

  test('a redirect, as it is', async () => {
    const server = await serving(({ elsewhere }) => answer({ status: 307, headers: { location: elsewhere } }))
    const response = await pooled()(server.url, post)
    await response.text()
    expect(response.status).toBe(307)
    expect(server.elsewhere).toEqual([])
  })

  test('a status without a body', async () => {
    const server = await serving(() => answer({ status: 204 }))
    expect(await (await pooled()(server.url, {})).text()).toBe('')
  })

  test('chunks that own their buffer, so that one can be transferred away', async () => {
    const body = ['one', 'two', 'three'].map(text => `${text.length.toString(16)}\r\n${text}\r\n`).join('')
    const server = await serving(() => [
      { type: 'write', data: `HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n${body}0\r\n\r\n` },
    ])
    const { body: stream } = await pooled()(server.url, {})
    const texts: string[] = []
    for await (const chunk of stream as unknown as AsyncIterable<Uint8Array<ArrayBuffer>>) {
      texts.push(Buffer.from(structuredClone(chunk, { transfer: [chunk.buffer] })).toString())
    }
    expect(texts).toEqual(['one', 'two', 'three'])
  })

  test('all that arrived before a break, then the break with its code', async () => {
    const server = await serving(() => [...answer({ body: ['abc', 'def'], announced: 20 }), end])
    const reader = (await pooled()(server.url, {})).body!.getReader()
    let text = ''
    const error = await (async () => {
      for (;;) text += Buffer.from((await reader.read()).value!).toString()
    })().catch((error: unknown) => error)
    expect(text).toBe('abcdef')
    expect(error).toBeInstanceOf(TypeError)
    expect(error).toMatchObject({ cause: { code: 'UND_ERR_SOCKET' } })
  })

  test('nobody there is a TypeError with the code of the cause', async () => {
    const server = await createFaultServer(() => speech())
    await server.close()
    await expect(pooled()(server.url, {})).rejects.toMatchObject({ name: 'TypeError', cause: { code: 'ECONNREFUSED' } })
  })
})

describe.each<[string, (fetch: Fetch) => Fetch]>([
  ['it', fetch => fetch],
  ['what calls it', fetch => (url, init) => fetch(url, init)],
  ['what calls it with another init', fetch => (url, init) => fetch(url, { ...init })],
])('a client over %s', (_, wrap) => {
  test('speaks', async () => {
    const server = await serving(() => speech())
    const client = createSpeechClient({ baseURL: `${server.url}/v1`, fetch: wrap(pooled()) })
    expect((await client.synthesize('Hello.').bytes()).length).toBeGreaterThan(1_000)
  })

  test.each([
    ['before the head', [hang]],
    ['within the body', [...answer({ body: 'ID3', type: 'audio/mpeg', announced: 200 }), hang]],
  ])('leaves the connection with its caller, %s', async (_, steps) => {
    const server = await serving(() => steps)
    const client = createSpeechClient({ baseURL: `${server.url}/v1`, fetch: wrap(pooled()) })
    const controller = new AbortController()
    const reason = new Error('Enough')
    const whole = client.synthesize('Hello.', { signal: controller.signal }).bytes()
    const outcome = whole.catch((error: unknown) => error)
    await server.until(({ requests }) => requests.length === 1 && (steps.length === 1 || requests[0]!.sent > 0))
    controller.abort(reason)
    expect(await outcome).toBe(reason)
    await server.until(({ connections }) => connections[0]?.closedBy === 'client')
  })
})

test.each([
  [{ connections: 0 }, /^connections: expected a whole number from 1, got 0$/],
  [{ keepAlive: Number.NaN }, /^keepAlive: expected milliseconds from 1, got NaN$/],
  [{ connectTimeout: 2 ** 31 }, /^connectTimeout: expected milliseconds/],
])('%o is refused by name', (options, message) => {
  expect(() => createPooledFetch(options)).toThrow(message)
})
