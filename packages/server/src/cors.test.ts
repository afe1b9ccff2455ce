import { createSpeechServer } from '@outloud/server'
import { createScriptedRecognizer, createToneEngine } from '@outloud/testing'
import { describe, expect, test } from 'vitest'
import { formRequest } from '../test/forms.ts'
import { speechRequest } from '../test/requests.ts'

const origin = 'http://localhost:5173'
const server = createSpeechServer({
  engine: createToneEngine(),
  recognizer: createScriptedRecognizer(),
  apiKey: 'sk-local',
  cors: [origin, 'https://app.example'],
})
const body = { input: 'Hello.' }
const ask = (from: string, headers: Record<string, string> = {}) =>
  server.fetch(
    new Request('http://speech.test/v1/audio/speech', {
      method: 'OPTIONS',
      headers: { origin: from, 'access-control-request-method': 'POST', ...headers },
    }),
  )

describe('a page of an origin that is allowed', () => {
  test('may ask first, with the headers that its client sends', async () => {
    const response = await ask(origin, {
      'access-control-request-headers': 'authorization,content-type,x-stainless-lang',
      'access-control-request-private-network': 'true',
    })
    expect(response.status).toBe(204)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'access-control-allow-origin': origin,
      'access-control-allow-methods': 'GET, POST',
      'access-control-allow-headers': 'authorization,content-type,x-stainless-lang',
      'access-control-allow-private-network': 'true',
      vary: 'Origin',
    })
  })

  test('may read answers, errors as well, and their ids', async () => {
    for (const authorization of ['Bearer sk-local', 'Bearer sk-other']) {
      const { headers, body: answer } = await server.fetch(speechRequest(body, { headers: { origin, authorization } }))
      expect(headers.get('access-control-allow-origin')).toBe(origin)
      expect(headers.get('access-control-expose-headers')).toContain('x-request-id')
      expect(headers.has('access-control-allow-credentials')).toBe(false)
      await answer!.cancel()
    }
  })

  test('may send a form without a key where none is asked for', async () => {
    const open = createSpeechServer({
      engine: createToneEngine(),
      recognizer: createScriptedRecognizer(),
      cors: origin,
    })
    const from = (page: string) => formRequest({}, { headers: { origin: page, 'sec-fetch-site': 'cross-site' } })
    expect((await open.fetch(from(origin))).status).toBe(200)
    expect((await open.fetch(from('https://evil.example'))).status).toBe(403)
  })
})

test.each(['https://evil.example', 'null', 'http://localhost:5174', `${origin}.evil.example`])(
  'a page of %s may not',
  async from => {
    const headers = { origin: from, authorization: 'Bearer sk-local' }
    for (const response of [await ask(from), await server.fetch(speechRequest(body, { headers }))]) {
      expect(response.headers.get('access-control-allow-origin')).toBeNull()
      expect(response.headers.get('access-control-allow-headers')).toBeNull()
      expect(response.headers.get('vary')).toBe('Origin')
      await response.body?.cancel()
    }
  },
)

test('without origins nothing is said of them', async () => {
  const response = await createSpeechServer({ engine: createToneEngine() }).fetch(
    speechRequest(body, { headers: { origin } }),
  )
  expect([...response.headers.keys()].filter(name => /^(access-control|vary)/.test(name))).toEqual([])
  await response.body!.cancel()
})

test.each(['*', 'null', 'localhost:5173', 'http://localhost:5173/', 'https://app.example/page', ''])(
  '%j is no origin',
  cors => {
    expect(() => createSpeechServer({ engine: createToneEngine(), cors })).toThrow(/cors: expected an origin such as/)
  },
)
