import { createSpeechClient } from '@outloud/core'
import {
  type AnswerOptions,
  answer,
  createFaultServer,
  end,
  type FaultCase,
  type FaultServer,
  hang,
  reset,
  type Step,
} from '@outloud/testing'
import { afterEach, describe, expect, test } from 'vitest'
import { hello } from './listening.fixture.ts'

let server: FaultServer | undefined
afterEach(() => server?.close())

/** What came of uploads to a server that answers so, and how often each arrived there. */
async function upload(
  answers: readonly (readonly Step[])[],
  { origin = 'http', patience = 10_000 }: { origin?: NonNullable<FaultCase['origin']>; patience?: number } = {},
) {
  server = await createFaultServer({
    name: 'upload',
    group: 'connection',
    origin,
    answers,
    expect: { outcome: 'abort', requests: 0 },
  })
  const client = createSpeechClient({
    baseURL: `${server.url}/v1`,
    retry: { limit: 2 },
    timeout: { idle: patience },
    limit: { patience: 0 },
  })
  const outcome: { value?: unknown; error?: unknown } = await client.transcribe(hello, { timeout: patience }).then(
    value => ({ value }),
    error => ({ error }),
  )
  return { ...outcome, requests: server.requests, client, server }
}

const fine = answer({ type: 'application/json', body: '{"text":"Hi."}' })
const status = (status: number, options: AnswerOptions = {}) =>
  answer({ status, type: 'application/json', body: '{"error":{"message":"no","code":"x"}}', ...options })
const soon = { 'retry-after': '0' }

describe('an upload is sent again when it is certain that the server did not take it:', () => {
  test.each<[string, readonly Step[]]>([
    ['429', status(429, { headers: soon })],
    ['429 without a word of when', status(429)],
    ['503 with Retry-After', status(503, { headers: soon })],
    ['503 with Retry-After in milliseconds', status(503, { headers: { 'retry-after-ms': '1' } })],
    ['500 with x-should-retry', status(500, { headers: { 'x-should-retry': 'true' } })],
    ['400 with x-should-retry', status(400, { headers: { 'x-should-retry': 'true' } })],
  ])('%s', async (_, refusal) => {
    const { value, requests } = await upload([refusal, fine])
    expect(value).toMatchObject({ text: 'Hi.' })
    expect(requests).toHaveLength(2)
    for (const { method, path, body } of requests) {
      expect([method, path]).toEqual(['POST', '/v1/audio/transcriptions'])
      expect(body).toContain(
        'name="file"; filename="hello.mp3"\r\nContent-Type: audio/mpeg\r\n\r\n\u0001\u0002\u0003\u0004\r\n',
      )
    }
    expect(requests[0]!.headers['idempotency-key']).toBe(requests[1]!.headers['idempotency-key'])
  })

  test('as often as the option says, and no more', async () => {
    const { error, requests } = await upload([status(429, { headers: soon })])
    expect(error).toMatchObject({ name: 'APIError', status: 429, attempts: 3 })
    expect(requests).toHaveLength(3)
  })

  test.each(['refused', 'unresolvable'] as const)('a connection that is %s', async origin => {
    const { error } = await upload([fine], { origin })
    expect(error).toMatchObject({ name: 'NetworkError', attempts: 3, code: expect.stringMatching(/^E/) })
  })
})

describe('an upload is sent once when the server may have taken it:', () => {
  test.each<[string, readonly Step[], object]>([
    ['500', status(500), { name: 'APIError', status: 500 }],
    ['502', status(502), { name: 'APIError', status: 502 }],
    ['503 without Retry-After', status(503), { name: 'APIError', status: 503 }],
    ['504 with Retry-After', status(504, { headers: soon }), { name: 'APIError', status: 504, retryAfter: 0 }],
    ['408', status(408), { name: 'APIError', status: 408 }],
    ['409', status(409), { name: 'APIError', status: 409 }],
    ['429 with x-should-retry: false', status(429, { headers: { 'x-should-retry': 'false' } }), { status: 429 }],
    [
      '503 of a model that is not there, with Retry-After',
      status(503, { headers: soon, body: '{"error":{"code":"model_not_found"}}' }),
      { status: 503, retryable: false },
    ],
    ['a reset before the answer', [reset], { name: 'NetworkError', code: expect.stringMatching(/ECONNRESET|SOCKET/) }],
    ['a close before the answer', [end], { name: 'NetworkError' }],
    [
      'an answer that is cut',
      [...answer({ type: 'application/json', body: '{"te', announced: 20 }), end],
      { attempts: 1 },
    ],
    ['an answer that is none', answer({ type: 'text/html', body: '<html>' }), { name: 'InvalidResponseError' }],
  ])('%s', async (_, first, problem) => {
    const { error, requests } = await upload([first, fine])
    expect(error).toMatchObject({ attempts: 1, ...problem })
    expect(requests).toHaveLength(1)
  })

  test.each<[string, readonly Step[], object]>([
    ['no answer in time', [hang], { name: 'TimeoutError', phase: 'firstByte', timeout: 100 }],
    [
      'an answer that stalls',
      [...answer({ type: 'application/json', body: '{"te', announced: 20 }), hang],
      { name: 'TimeoutError', phase: 'idle' },
    ],
  ])('%s', async (_, first, problem) => {
    const { error, requests } = await upload([first, fine], { patience: 100 })
    expect(error).toMatchObject({ name: 'TimeoutError', attempts: 1, ...problem })
    expect(requests).toHaveLength(1)
  })

  test('a connection that is taken and reset', async () => {
    const { error, server } = await upload([fine], { origin: 'slammed' })
    expect(error).toMatchObject({ name: 'NetworkError', attempts: 1 })
    // The platform may connect again before it has sent anything, so connections are not counted.
    expect(server.connections.length).toBeGreaterThan(0)
  })
})

test('what asks for speech is sent again by the same client as ever', async () => {
  const { client, requests } = await upload([fine, status(500), status(500), status(500)])
  await expect(client.synthesize('Hi.').bytes()).rejects.toMatchObject({ status: 500, attempts: 3 })
  expect(requests).toHaveLength(4)
})

test('who leaves 429 to the gate has the upload wait there, and arrive once more', async () => {
  server = await createFaultServer({
    name: 'upload',
    group: 'retry-after',
    answers: [status(429, { headers: soon }), fine],
    expect: { outcome: 'abort', requests: 0 },
  })
  const client = createSpeechClient({ baseURL: `${server.url}/v1`, retry: false })
  expect(await client.transcribe(hello)).toMatchObject({ text: 'Hi.' })
  expect(server.requests).toHaveLength(2)
})
