import { createSpeechClient, type Fetch } from '@outloud/core'
import { createSpeechServer, type Engine, type SpeechServerOptions } from '@outloud/server'
import { collect, createToneEngine, toneOf } from '@outloud/testing'
import { describe, expect, test } from 'vitest'
import { errorOf, speechRequest } from '../test/requests.ts'

const tone = (options: Partial<SpeechServerOptions> = {}) =>
  createSpeechServer({ engine: createToneEngine(), ...options })

const request = (path: string, init?: RequestInit) => new Request(`http://speech.test${path}`, init)

describe('every answer', () => {
  test('has a request id of its own, is not stored and not sniffed', async () => {
    const server = tone()
    const ids = new Set<string | null>()
    const requests = [
      request('/health'),
      request('/nowhere'),
      speechRequest({ input: 'Hi.' }),
      request('/health', { method: 'OPTIONS' }),
    ]
    for (const each of requests) {
      const { headers } = await server.fetch(each)
      expect(headers.get('x-request-id')).toMatch(/^req_[\da-f]{24}$/)
      expect(headers.get('cache-control')).toBe('no-store')
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      ids.add(headers.get('x-request-id'))
    }
    expect(ids.size).toBe(requests.length)
  })

  test('is for a client of ours what it expects: speech, models, and errors it can read', async () => {
    const server = tone()
    const fetch: Fetch = (url, init) => server.fetch(new Request(url, init))
    const client = createSpeechClient({ fetch })
    const pcm = await client.synthesize('Hello.', { format: 'pcm' }).bytes()
    expect(new Int16Array(pcm.buffer)).toEqual(toneOf('Hello.').samples)
    expect((await client.models()).map(({ id }) => id)).toEqual(['tone', 'tts-1', 'tts-1-hd', 'gpt-4o-mini-tts'])
    await expect(client.synthesize('Hello.', { voice: 'nobody' }).bytes()).rejects.toMatchObject({
      name: 'APIError',
      status: 400,
      param: 'voice',
      code: 'invalid_value',
      type: 'invalid_request_error',
      requestId: expect.stringMatching(/^req_/),
      attempts: 1,
    })
  })
})

describe('closing', () => {
  test('breaks off the answers under way, refuses new ones, and closes the engine once', async () => {
    let closed = 0
    const tones = createToneEngine({ before: (_, chunk) => (chunk === 1 ? new Promise(() => {}) : undefined) })
    const engine: Engine = { ...tones, close: async () => void closed++ }
    const failures: unknown[] = []
    const server = tone({ engine, onError: error => failures.push(error) })
    const { body } = await server.fetch(speechRequest({ input: 'A text of two chunks.', response_format: 'pcm' }))
    const audio = collect(body!)
    audio.catch(() => {})
    await Promise.all([server.close(), server.close()])
    await expect(audio).rejects.toThrow('This server was closed')
    expect(closed).toBe(1)
    for (const after of [request('/health'), speechRequest({ input: 'Hi.' })]) {
      expect(await errorOf(await server.fetch(after))).toMatchObject({
        status: 503,
        type: 'server_error',
        code: 'server_closed',
      })
    }
    expect(failures).toEqual([])
  })

  test('answers 503 to a request that waits for its first audio', async () => {
    let began = () => {}
    const beginning = new Promise<void>(resolve => {
      began = resolve
    })
    const engine = createToneEngine({
      before: () => {
        began()
        return new Promise(() => {})
      },
    })
    const server = tone({ engine })
    const answer = server.fetch(speechRequest({ input: 'Hi.' }))
    await beginning
    await server.close()
    expect(await errorOf(await answer)).toMatchObject({ status: 503, code: 'server_closed' })
  })
})

describe('options', () => {
  test.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('refuse a limit of %d', value => {
    expect(() => tone({ limits: { inputLength: value } })).toThrow(RangeError)
    expect(() => tone({ limits: { bodyLength: value } })).toThrow(`limits.bodyLength: expected a whole number above 0`)
  })
})
