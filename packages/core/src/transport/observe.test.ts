import { inspect } from 'node:util'
import { type ClientOptions, createSpeechClient, type Fetch, observe, type TransportEvent } from '@outloud/core'
import { createPooledFetch } from '@outloud/node-stream'
import { createFaultServer, faults, hang, speech, tones } from '@outloud/testing'
import { afterAll, describe, expect, test } from 'vitest'

const secrets = { key: 'sk-observed-0123456789', text: 'Nobody else may read this.' }

/** What is heard at both seams of a client whose server gives the answers in turn. */
function observed(answers: readonly (() => Response)[], options: ClientOptions = {}) {
  const calls: TransportEvent[] = []
  const attempts: TransportEvent[] = []
  let sent = 0
  const fetch: Fetch = async () => answers[Math.min(sent++, answers.length - 1)]!()
  const client = createSpeechClient({
    baseURL: 'http://observed.test/v1',
    apiKey: secrets.key,
    defaults: { format: 'pcm' },
    interceptors: [observe(event => calls.push(event))],
    fetch: observe(event => attempts.push(event))(fetch),
    ...options,
  })
  return { client, calls, attempts }
}

const types = (events: readonly TransportEvent[]) => events.map(({ type }) => type)
const ids = (events: readonly TransportEvent[]) => events.map(({ id }) => id)
const audio = (headers: Record<string, string> = {}) => new Response(tones.pcm.slice(), { headers })
const busy = () => new Response('{"error":{"message":"busy"}}', { status: 503, headers: { 'x-request-id': 'r-1' } })

describe('observe', () => {
  test('sees each call once in `interceptors`, and every attempt around `fetch`', async () => {
    const { client, calls, attempts } = observed([busy, () => audio({ 'x-request-id': 'r-2' })])
    await client.synthesize('Hi.').bytes()
    const common = { method: 'POST', url: 'http://observed.test/v1/audio/speech' }
    const time = expect.any(Number)
    const first = { status: 200, headers: time, duration: time }
    const last = { status: 200, duration: time, bytes: tones.pcm.length, requestId: 'r-2' }
    expect(calls).toEqual([
      { type: 'started', id: 0, ...common },
      { type: 'firstByte', id: 0, ...common, ...first },
      { type: 'finished', id: 0, ...common, ...last },
    ])
    expect(types(attempts)).toEqual(['started', 'firstByte', 'finished', 'started', 'firstByte', 'finished'])
    expect(ids(attempts)).toEqual([0, 0, 0, 1, 1, 1])
    expect(attempts[2]).toMatchObject({ status: 503, requestId: 'r-1', bytes: 28 })
  })

  test('counts time from the start to headers, first byte and end, in this order', async () => {
    const { client, calls } = observed([audio])
    await client.synthesize('Hi.').bytes()
    const [, first, last] = calls
    if (first?.type !== 'firstByte' || last?.type !== 'finished') throw new Error('Expected both')
    expect(first.headers).toBeGreaterThan(0)
    expect(first.duration).toBeGreaterThanOrEqual(first.headers)
    expect(last.duration).toBeGreaterThanOrEqual(first.duration)
  })

  test('tells a failure by name and code, with what the server said of it', async () => {
    const { client, calls } = observed([
      () =>
        new Response('{"error":{"message":"no","code":"bad_voice"}}', {
          status: 400,
          headers: { 'x-request-id': 'r-3' },
        }),
    ])
    await client
      .synthesize('Hi.')
      .bytes()
      .catch(() => {})
    expect(calls.at(-1)).toEqual({
      type: 'failed',
      id: 0,
      method: 'POST',
      url: 'http://observed.test/v1/audio/speech',
      status: 400,
      requestId: 'r-3',
      bytes: 0,
      name: 'APIError',
      code: 'bad_voice',
      aborted: false,
      duration: expect.any(Number),
    })
  })

  test('tells a redirect that is not followed', async () => {
    const { client, attempts } = observed([() => new Response('', { status: 302, headers: { location: '/' } })])
    await client
      .synthesize('Hi.')
      .bytes()
      .catch(() => {})
    expect(attempts.at(-1)).toMatchObject({ type: 'failed', status: 302, name: 'InvalidResponseError', aborted: false })
  })

  test.each([204, 304])('passes on %i, which has nothing to read', async status => {
    const { client, attempts } = observed([() => new Response(null, { status })])
    await expect(client.synthesize('Hi.').bytes()).rejects.toMatchObject({ name: 'InvalidResponseError' })
    expect(attempts.at(-1)).toMatchObject({ type: 'finished', status, bytes: 0 })
  })

  test('tells a connection that was refused', async () => {
    const { client, calls } = observed([], { baseURL: 'http://127.0.0.1:9/v1', fetch: undefined, retry: false })
    await client
      .synthesize('Hi.')
      .bytes()
      .catch(() => {})
    expect(calls.at(-1)).toMatchObject({ type: 'failed', name: 'NetworkError', status: undefined, aborted: false })
  })

  test('tells who left: a reader, or the signal', async () => {
    const goesOn = () => new ReadableStream({ start: pieces => pieces.enqueue(tones.pcm.slice()) })
    const { client, calls, attempts } = observed([() => new Response(goesOn())])
    for await (const _ of client.synthesize('Hi.')) break
    await expect.poll(() => calls.at(-1)?.type).toBe('failed')
    expect(calls.at(-1)).toMatchObject({ aborted: true, status: 200, bytes: tones.pcm.length })
    expect(attempts.at(-1)).toMatchObject({ type: 'failed', aborted: true })

    const stop = new AbortController()
    const waiting = observed([], {
      fetch: (_, { signal }) =>
        new Promise((_resolve, reject) => signal!.addEventListener('abort', () => reject(signal!.reason))),
    })
    const bytes = waiting.client.synthesize('Hi.', { signal: stop.signal }).bytes()
    await expect.poll(() => waiting.calls.length).toBe(1)
    stop.abort('enough')
    await expect(bytes).rejects.toBe('enough')
    expect(waiting.calls.at(-1)).toMatchObject({ type: 'failed', name: 'AbortError', aborted: true })
  })

  test('lets go of the body that its reader leaves', async () => {
    const left: unknown[] = []
    const body = new ReadableStream({ cancel: reason => void left.push(reason) })
    const { body: watched } = await observe(() => {})(async () => new Response(body))('/', {})
    await watched!.cancel('enough')
    expect(left).toEqual(['enough'])
  })

  test('tells a body that breaks, with what came of it', async () => {
    const body = () => {
      const pieces = [tones.pcm.slice(0, 4_800)]
      return new ReadableStream({
        pull: stream => {
          const piece = pieces.shift()
          if (piece === undefined)
            stream.error(Object.assign(new TypeError('terminated'), { cause: { code: 'ECONNRESET' } }))
          else stream.enqueue(piece)
        },
      })
    }
    const { client, attempts } = observed([() => new Response(body())], { retry: false })
    await client
      .synthesize('Hi.')
      .bytes()
      .catch(() => {})
    expect(attempts.at(-1)).toMatchObject({ type: 'failed', name: 'TypeError', code: 'ECONNRESET', bytes: 4_800 })
  })

  test('shows no key, no text, no header, no query', async () => {
    const { client, calls, attempts } = observed([
      () => new Response(`{"error":{"message":"${secrets.key} ${secrets.text}"}}`, { status: 400 }),
    ])
    await client
      .synthesize(secrets.text)
      .bytes()
      .catch(() => {})
    const direct: TransportEvent[] = []
    await observe(event => direct.push(event))(async () => audio())('https://a:b@example.com/x?key=secret#there', {})
    expect(inspect([calls, attempts, direct], { depth: 8 })).not.toMatch(/observed-0123|Nobody|secret|a:b/)
    expect(direct[0]).toMatchObject({ method: 'GET', url: 'https://example.com/x' })
  })

  test.each<[string, () => unknown]>([
    [
      'throws',
      () => {
        throw new Error('Not my day')
      },
    ],
    ['rejects', () => Promise.reject(new Error('Nor tomorrow'))],
  ])('does the call no harm when its listener %s', async (_, listener) => {
    const { client } = observed([busy, audio], { interceptors: [observe(listener)] })
    expect(await client.synthesize('Hi.').bytes()).toEqual(tones.pcm)
  })
})

describe('around a fetch over real connections', () => {
  const pool = createPooledFetch()
  afterAll(() => pool.close())

  test.each<[string, Fetch]>([
    ['the global one', globalThis.fetch],
    ['a pool', pool],
  ])('%s: the bytes are the same, and as many are told', async (_, fetch) => {
    const server = await createFaultServer({ ...faults[0]!, answers: [speech('mp3')] })
    try {
      const events: TransportEvent[] = []
      const client = createSpeechClient({
        baseURL: `${server.url}/v1`,
        fetch: observe(event => events.push(event))(fetch),
      })
      expect(await client.synthesize('Hi.').bytes()).toEqual(tones.mp3)
      expect(events.at(-1)).toMatchObject({ type: 'finished', status: 200, bytes: tones.mp3.length })
    } finally {
      await server.close()
    }
  })

  test('a pool: an answer that has no body', async () => {
    const server = await createFaultServer({ ...faults[0]!, answers: [speech('mp3', { status: 204, body: '' })] })
    try {
      const events: TransportEvent[] = []
      const fetch = observe(event => events.push(event))(pool)
      const speaking = createSpeechClient({ baseURL: `${server.url}/v1`, fetch }).synthesize('Hi.')
      await expect(speaking.bytes()).rejects.toMatchObject({ name: 'InvalidResponseError', status: 204 })
      expect(events.at(-1)).toMatchObject({ type: 'finished', status: 204 })
    } finally {
      await server.close()
    }
  })

  test.each<[string, Fetch]>([
    ['the global one', globalThis.fetch],
    ['a pool', pool],
  ])('%s: a reader who leaves hangs up', async (_, fetch) => {
    const server = await createFaultServer({
      ...faults[0]!,
      answers: [[...speech('pcm', { announced: 999_999 }), hang]],
    })
    try {
      const client = createSpeechClient({ baseURL: `${server.url}/v1`, fetch: observe(() => {})(fetch) })
      for await (const _ of client.synthesize('Hi.', { format: 'pcm' })) break
      await server.until(({ requests }) => requests[0]?.abandonedAt !== undefined)
    } finally {
      await server.close()
    }
  })
})
