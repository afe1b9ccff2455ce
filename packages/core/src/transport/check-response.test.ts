import { readFileSync } from 'node:fs'
import { APIError, createSpeechClient, InvalidResponseError, isSpeechError, type SpeechError } from '@outloud/core'
import { describe, expect, test } from 'vitest'

const mp3 = new Uint8Array(readFileSync(new URL('../../../testing/fixtures/tone.mp3', import.meta.url)))

/** Speaks against one scripted answer, without retries, and gives the error. */
async function failure(answer: () => Response, options: { apiKey?: string; format?: 'mp3' | 'pcm' } = {}) {
  const { format = 'mp3', ...client } = options
  const speech = createSpeechClient({ ...client, retry: false, limit: false, fetch: async () => answer() }).synthesize(
    'Hi.',
    {
      format,
    },
  )
  const error = await speech.bytes().then(
    () => undefined,
    (error: unknown) => error,
  )
  expect(isSpeechError(error)).toBe(true)
  return error as SpeechError
}

const json =
  (status: number, error: unknown, headers = {}) =>
  () =>
    new Response(JSON.stringify({ error }), { status, headers: { 'content-type': 'application/json', ...headers } })

describe('the status decides whether trying again makes sense', () => {
  test.each([
    [400, false],
    [401, false],
    [402, false],
    [403, false],
    [404, false],
    [408, true],
    [409, true],
    [413, false],
    [415, false],
    [422, false],
    [429, true],
    [500, true],
    [501, false],
    [502, true],
    [503, true],
    [504, true],
    [520, true],
    [524, true],
  ])('%i: %s', async (status, retryable) => {
    const error = await failure(json(status, { message: 'no' }))
    expect(error).toMatchObject({ name: 'APIError', status, retryable, attempts: 1 })
  })

  test('500 with invalid_request and 503 with model_not_found are final', async () => {
    expect(await failure(json(500, { message: 'x', code: 'invalid_request' }))).toMatchObject({ retryable: false })
    expect(await failure(json(503, { message: 'x', code: 'model_not_found' }))).toMatchObject({ retryable: false })
  })

  test('x-should-retry is obeyed in both directions', async () => {
    expect(await failure(json(400, {}, { 'x-should-retry': 'true' }))).toMatchObject({ retryable: true })
    expect(await failure(json(503, {}, { 'x-should-retry': 'false' }))).toMatchObject({ retryable: false })
  })
})

describe('an error answer', () => {
  test('keeps the words of the server as they came', async () => {
    const error = await failure(
      json(400, { message: 'bad voice (request id: 2026-abc)', type: 'comet_api_error', param: 'voice', code: 'bad' }),
    )
    expect(error).toMatchObject({
      type: 'comet_api_error',
      param: 'voice',
      code: 'bad',
      requestId: '2026-abc',
      message: '400: bad voice (request id: 2026-abc)',
    })
  })

  test('prefers the request id of the header', async () => {
    const error = await failure(json(400, { message: '(request id: b)' }, { 'x-request-id': 'a' }))
    expect(error).toMatchObject({ requestId: 'a' })
  })

  test.each<[string, string, string]>([
    ['error as a text', '{"error":"plain"}', '500: plain'],
    ['message at the top', '{"message":"top"}', '500: top'],
    ['empty code and param', '{"error":{"message":"m","code":"","param":""}}', '500: m'],
    ['message null', '{"error":{"message":null}}', '500: the server gave no reason'],
    ['not JSON', '<html>', '500: the server gave no reason'],
    ['deep nesting', '['.repeat(50_000), '500: the server gave no reason'],
    ['control characters', '{"error":"a\\u001b[31mred\\n"}', '500: a [31mred'],
  ])('is read whatever its shape: %s', async (_, body, message) => {
    const error = await failure(() => new Response(body, { status: 500 }))
    expect(error).toMatchObject({ message, code: undefined, param: undefined })
  })

  test('is bounded: 64 KiB of body, 1000 characters of message', async () => {
    const error = (await failure(json(400, { message: 'x'.repeat(200_000) }))) as APIError
    expect(error.body.length).toBe(64 * 1024)
    expect(error.message.length).toBeLessThanOrEqual(1_000)
  })

  test('shows no key, even one that the server echoes', async () => {
    const key = 'sk-very-secret-0123456789'
    const error = await failure(json(401, { message: `Incorrect key ${key}`, code: key }), { apiKey: key })
    const shown = `${String(error)} ${error.stack} ${JSON.stringify(error)} ${JSON.stringify(Object.values(error))}`
    expect(shown).toContain('[hidden]')
    expect(shown).not.toContain(key)
  })
})

describe('a 200 is not yet success', () => {
  const audio =
    (body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
    () =>
      new Response(body, { headers: { 'content-type': 'audio/mpeg', ...headers } })

  test.each<[string, () => Response, string]>([
    ['a web page', audio('<html></html>', { 'content-type': 'text/html; charset=utf-8' }), 'html'],
    ['a web page labelled as audio', audio('<!doctype html><html><body>'), 'html'],
    ['JSON', audio('{}', { 'content-type': 'application/json' }), 'json'],
    ['JSON labelled as audio', audio('{"error":{"message":"quota"}}'), 'json'],
    ['text', audio('upstream is busy, sorry', { 'content-type': 'text/plain' }), 'text'],
    ['nothing', audio(''), 'empty'],
    ['another format', audio('RIFF\x24\0\0\0WAVEfmt ....'), 'format'],
    ['random bytes', audio(new Uint8Array(40).fill(0x81)), 'format'],
    ['a compressed body', audio(mp3, { 'content-encoding': 'gzip' }), 'encoding'],
    ['fewer bytes than announced', audio(mp3, { 'content-length': '9000' }), 'truncated'],
    ['a body that ends inside a frame', audio(mp3.slice(0, 1_000)), 'truncated'],
  ])('%s is an error: %s', async (_, answer, reason) => {
    const error = await failure(answer)
    expect(error).toBeInstanceOf(InvalidResponseError)
    expect(error).toMatchObject({ reason, status: 200, retryable: reason === 'truncated' })
  })

  test.each([201, 202, 206])('%i with audio is an error', async status => {
    expect(await failure(() => new Response(mp3, { status }))).toMatchObject({ reason: 'status', status })
  })

  test.each([301, 302, 303, 307, 308])('%i is never followed', async status => {
    const answer = () => new Response(null, { status, headers: { location: 'https://example.com' } })
    expect(await failure(answer)).toMatchObject({ reason: 'redirect', status })
  })

  test('pcm that happens to begin with { is audio', async () => {
    const bytes = new Uint8Array([0x7b, 0x22, 0x01, 0xf0, ...new Array<number>(40).fill(0x80)])
    const client = createSpeechClient({ fetch: async () => new Response(bytes) })
    expect(await client.synthesize('Hi.', { format: 'pcm' }).bytes()).toEqual(bytes)
  })

  test.each(['application/octet-stream', undefined])('the label %s is fine for audio', async type => {
    const client = createSpeechClient({
      fetch: async () => new Response(mp3, type === undefined ? {} : { headers: { 'content-type': type } }),
    })
    expect(await client.synthesize('Hi.').bytes()).toEqual(mp3)
  })
})

test('an error keeps its class across copies of the package', () => {
  const other = new APIError('x', {
    status: 400,
    code: undefined,
    type: undefined,
    param: undefined,
    requestId: undefined,
    retryAfter: undefined,
    body: '',
    retryable: false,
  })
  expect(isSpeechError(other)).toBe(true)
  expect(isSpeechError(Object.defineProperty({}, Symbol.for('outloud.error'), { value: true }))).toBe(true)
  expect(isSpeechError(new Error('x'))).toBe(false)
})
