import { expect, test } from 'vitest'
import { ask, key, proxied, spoken } from '../../test/proxies.ts'
import { errorOf } from '../../test/requests.ts'

/** What the speech service is sent for a request. */
async function sentFor(request: Request, options?: Parameters<typeof proxied>[0]) {
  const { proxy, sent } = proxied(options)
  const response = await proxy.fetch(request)
  expect(response.status).toBe(200)
  await response.arrayBuffer()
  expect(sent).toHaveLength(1)
  const [{ url, init }] = sent as [(typeof sent)[number]]
  return { url, init, headers: Object.fromEntries(new Headers(init.headers)), body: JSON.parse(String(init.body)) }
}

test('the fields of the protocol are passed on', async () => {
  const fields = { ...spoken, voice: { id: 'alloy' }, speed: 1.5, instructions: 'Whisper.' }
  expect((await sentFor(ask(fields))).body).toEqual(fields)
})

test('what is left out is what the protocol says', async () => {
  const { body } = await sentFor(ask({ input: 'Hello.', response_format: 'pcm' }))
  expect(body).toEqual({ model: 'tts-1', voice: 'alloy', input: 'Hello.', response_format: 'pcm', speed: 1 })
})

test('no other field is passed on', async () => {
  const more = {
    user: 'eve',
    stream_format: 'audio',
    n: 100,
    webhook: 'https://evil.example',
    apiKey: 'x',
    base_url: '/',
  }
  const body = JSON.stringify({ ...spoken, ...more }).replace('{', '{"__proto__":{"model":"gpt-9","extra":1},')
  expect((await sentFor(ask(body))).body).toEqual({ ...spoken, speed: 1 })
})

test('no header is passed on', async () => {
  const headers = {
    authorization: 'Bearer session',
    cookie: 'session=1',
    'x-forwarded-for': '10.0.0.1',
    'x-api-key': 'other',
    'openai-organization': 'org-evil',
    accept: 'text/html',
    'user-agent': 'evil',
  }
  expect((await sentFor(ask(undefined, { headers }))).headers).toEqual({
    authorization: `Bearer ${key}`,
    'content-type': 'application/json',
    'accept-encoding': 'identity',
    'idempotency-key': expect.any(String),
  })
})

test.each([
  'https://app.example/https://evil.example/v1/audio/speech',
  'https://app.example//evil.example/audio/speech',
  'https://app.example/../../admin?baseURL=https://evil.example',
  'https://app.example/api/speech/%2e%2e%2fadmin#@evil.example',
])('the address is the one that was set up, whatever is asked: %s', async url => {
  const headers = { 'x-forwarded-host': 'evil.example', host: 'evil.example' }
  const sent = await sentFor(new Request(url, ask(undefined, { headers })))
  expect(sent.url).toBe('http://upstream.test/v1/audio/speech')
  expect(sent.init.redirect).toBe('manual')
})

test('a text of one letter is passed on', async () => {
  expect((await sentFor(ask({ ...spoken, input: 'A' }))).body.input).toBe('A')
})

test('a text as long as is allowed is one request', async () => {
  const limits = { inputLength: 20_000, bodyBytes: 100_000 }
  const input = 'A sentence of some length. '.repeat(700).trim()
  expect((await sentFor(ask({ ...spoken, input }), { limits })).body.input).toBe(input)
})

test('the same idempotency key is the same for one caller, and another for another', async () => {
  const headers = { 'idempotency-key': 'chapter-1', 'x-user': 'ada' }
  const authorize = (request: Request) => ({ id: request.headers.get('x-user') ?? '' })
  const keyOf = async (more: Record<string, string> = {}) =>
    (await sentFor(ask(undefined, { headers: { ...headers, ...more } }), { authorize })).headers['idempotency-key']
  const first = await keyOf()
  expect(first).toMatch(/^[\da-f]{64}$/)
  expect(await keyOf()).toBe(first)
  expect(await keyOf({ 'x-user': 'eve' })).not.toBe(first)
  expect(await keyOf({ 'idempotency-key': 'chapter-2' })).not.toBe(first)
})

test.each([
  ['one of 256 characters', 'x'.repeat(256)],
  ['an empty one', ''],
  ['one with a space', 'a b'],
  ['one beyond ASCII', 'clé'],
])('an idempotency key that is none is refused: %s', async (_, value) => {
  const { proxy, sent } = proxied()
  const response = await proxy.fetch(ask(undefined, { headers: { 'idempotency-key': value } }))
  expect(await errorOf(response)).toMatchObject({ status: 400, code: 'invalid_value' })
  expect(sent).toEqual([])
})
