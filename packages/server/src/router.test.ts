import { createSpeechServer, type SpeechServerOptions } from '@outloud/server'
import { createToneEngine } from '@outloud/testing'
import { expect, test } from 'vitest'
import { errorOf } from '../test/requests.ts'

const tone = (options: Partial<SpeechServerOptions> = {}) =>
  createSpeechServer({ engine: createToneEngine(), ...options })

const request = (path: string, init?: RequestInit) => new Request(`http://speech.test${path}`, init)

test.each(['/', '/v1', '/v1/audio/speech/', '/audio/speech', '/V1/models', '//v1/models', '/constructor'])(
  '404 for %s, naming the paths there are',
  async path => {
    const error = await errorOf(await tone().fetch(request(path)))
    expect(error).toMatchObject({ status: 404, type: 'invalid_request_error', code: 'not_found', param: null })
    expect(error.message).toContain(
      '/v1/audio/speech, /v1/audio/transcriptions, /v1/audio/translations, /v1/models, /api/models, /health',
    )
    expect(error.message).toContain(`got ${path}`)
  },
)

test('a query does not change the path', async () => {
  expect((await tone().fetch(request('/health?verbose=1'))).status).toBe(200)
})

test.each([
  ['GET', '/v1/audio/speech', 'POST, OPTIONS'],
  ['HEAD', '/v1/audio/speech', 'POST, OPTIONS'],
  ['POST', '/v1/models', 'GET, HEAD, OPTIONS'],
  ['DELETE', '/api/models', 'GET, HEAD, OPTIONS'],
  ['PUT', '/health', 'GET, HEAD, OPTIONS'],
])('405 for %s %s, with what is allowed', async (method, path, allow) => {
  const response = await tone().fetch(request(path, { method }))
  expect([response.status, response.headers.get('allow')]).toEqual([405, allow])
  if (method === 'HEAD') expect(response.body).toBeNull()
  else expect(await errorOf(response)).toMatchObject({ code: 'method_not_allowed', type: 'invalid_request_error' })
})

test('OPTIONS says what is allowed and asks for no key', async () => {
  const response = await tone({ apiKey: 'secret' }).fetch(request('/v1/audio/speech', { method: 'OPTIONS' }))
  expect([response.status, response.headers.get('allow'), response.body]).toEqual([204, 'POST, OPTIONS', null])
  // A page elsewhere may not use a server on this machine unless whoever runs it says so.
  expect(response.headers.has('access-control-allow-origin')).toBe(false)
})

test('HEAD is GET without the body', async () => {
  const response = await tone().fetch(request('/v1/models', { method: 'HEAD' }))
  expect([response.status, response.body]).toEqual([200, null])
  expect(response.headers.get('content-type')).toBe('application/json')
})
