import { createSpeechClient, type Fetch } from '@outloud/core'
import { expect, test } from 'vitest'

const json = (value: unknown, status = 200) =>
  new Response(JSON.stringify(value), { status, headers: { 'content-type': 'application/json' } })

/** A server that has just these paths. */
function serverWith(routes: Record<string, () => Response>) {
  const asked: string[] = []
  const fetch: Fetch = async url => {
    const path = new URL(url, 'http://here').pathname
    asked.push(path)
    return routes[path]?.() ?? json({ error: { message: 'no such path' } }, 404)
  }
  return { fetch, asked }
}

const row = {
  id: 'tts-x',
  code: 'tts_x',
  name: 'TTS X',
  provider: 'p',
  model_type: 'audio',
  features: ['text-to-speech'],
  pricing: { currency: 'USD / M Tokens', input: 15, output: null, per_request: 0, ratio: 0.8 },
  unheard_of: { deep: true },
}

test('the catalogue stands beside /v1; unknown stays unknown and zero stays zero', async () => {
  const { fetch, asked } = serverWith({
    '/api/models': () => json({ success: true, data: [row, null, 7, { id: null }, { code: 'only-code' }] }),
  })
  const models = await createSpeechClient({ fetch }).models()
  expect(asked).toEqual(['/api/models'])
  expect(models.map(model => model.id)).toEqual(['tts-x', 'only-code'])
  expect(models[0]).toMatchObject({ name: 'TTS X', type: 'audio', features: ['text-to-speech'] })
  expect(models[0]!.pricing).toEqual({
    currency: 'USD / M Tokens',
    input: 15,
    output: undefined,
    perRequest: 0,
    perSecond: undefined,
    ratio: 0.8,
  })
  expect(models[1]!.pricing).toBeUndefined()
})

test('a server without a catalogue is asked for its model list', async () => {
  const list = { object: 'list', data: [{ id: 'a', object: 'model', owned_by: 'me', shutdown_date: '2027-01-06' }] }
  const { fetch, asked } = serverWith({ '/v1/models': () => json(list) })
  const models = await createSpeechClient({ fetch, baseURL: 'http://127.0.0.1:1/v1' }).models()
  expect(asked).toEqual(['/api/models', '/v1/models'])
  expect(models).toMatchObject([{ id: 'a', provider: 'me', shutdownDate: '2027-01-06' }])
})

test('a web page where the catalogue should be counts as none', async () => {
  const page = () => new Response('<html>', { headers: { 'content-type': 'text/html' } })
  const { fetch } = serverWith({ '/api/models': page, '/v1/models': () => json({ data: [{ id: 'a' }] }) })
  expect(await createSpeechClient({ fetch }).models()).toMatchObject([{ id: 'a' }])
})

test('a base that does not end in /v1 has its list below it', async () => {
  const { fetch, asked } = serverWith({ '/api/speech/models': () => json({ data: [] }) })
  expect(await createSpeechClient({ fetch, baseURL: '/api/speech' }).models()).toEqual([])
  expect(asked).toEqual(['/api/speech/models'])
})

test.each(['[1]', '{"data":{}}', 'not json'])('an answer that is no list of models is an error: %s', async body => {
  const { fetch } = serverWith({ '/models': () => new Response(body) })
  const models = createSpeechClient({ fetch, baseURL: 'http://127.0.0.1:1' }).models()
  await expect(models).rejects.toMatchObject({ name: 'InvalidResponseError', reason: 'schema' })
})

test('an error that says more than "no such path" is passed on', async () => {
  const { fetch, asked } = serverWith({ '/api/models': () => json({ error: 'no' }, 401) })
  await expect(createSpeechClient({ fetch }).models()).rejects.toMatchObject({ status: 401 })
  expect(asked).toEqual(['/api/models'])
})
