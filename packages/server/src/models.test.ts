import { createSpeechServer, type SpeechServerOptions } from '@outloud/server'
import { createToneEngine } from '@outloud/testing'
import { expect, test } from 'vitest'

const tone = (options: Partial<SpeechServerOptions> = {}) =>
  createSpeechServer({ engine: createToneEngine(), ...options })

const request = (path: string, init?: RequestInit) => new Request(`http://speech.test${path}`, init)

test('GET /v1/models lists the engine and the ids that clients send, as OpenAI does', async () => {
  const response = await tone().fetch(request('/v1/models'))
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toBe('application/json')
  const { object, data } = (await response.json()) as { object: string; data: { id: string; created: number }[] }
  expect(object).toBe('list')
  expect(data.map(({ id }) => id)).toEqual(['tone', 'tts-1', 'tts-1-hd', 'gpt-4o-mini-tts'])
  const now = Math.floor(Date.now() / 1_000)
  expect(data[0]).toEqual({ id: 'tone', object: 'model', created: expect.any(Number), owned_by: 'outloud' })
  expect(Math.abs(data[0]!.created - now)).toBeLessThan(60)
})

test('GET /api/models is the catalogue: its envelope, its record, free of charge, what is unknown null', async () => {
  const response = await tone().fetch(request('/api/models'))
  const { data, ...envelope } = (await response.json()) as { data: unknown[] }
  expect(envelope).toEqual({ success: true, page: 0, page_size: 0, total: 4 })
  expect(data).toHaveLength(4)
  expect(data[1]).toEqual({
    id: 'tts-1',
    code: 'tts-1',
    provider: 'Outloud',
    provider_code: 'outloud',
    name: 'tone as tts-1',
    model_type: 'audio',
    features: ['text-to-speech'],
    endpoints: ['/v1/audio/speech'],
    pricing: { currency: 'USD', input: null, output: null, per_request: 0, per_second: null },
    created: expect.any(Number),
    api_doc_url: null,
  })
})

test('an engine that is called like a model of the protocol is listed once', async () => {
  const response = await tone({ engine: { ...createToneEngine(), name: 'tts-1' } }).fetch(request('/v1/models'))
  expect(await response.json()).toMatchObject({ data: { length: 3 } })
})

test('GET /health says ok', async () => {
  const response = await tone().fetch(request('/health'))
  expect([response.status, await response.json()]).toEqual([200, { status: 'ok' }])
})
