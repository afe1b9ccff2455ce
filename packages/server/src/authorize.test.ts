import { createSpeechServer } from '@outloud/server'
import { createToneEngine } from '@outloud/testing'
import { describe, expect, test } from 'vitest'
import { errorOf, speechRequest } from '../test/requests.ts'

const engine = createToneEngine()
const server = createSpeechServer({ engine, apiKey: 'sk-right' })
const models = (authorization?: string) =>
  new Request('http://speech.test/v1/models', { headers: authorization === undefined ? {} : { authorization } })

describe('a server with a key', () => {
  test.each(['Bearer sk-right', 'bearer sk-right', 'BEARER  sk-right'])('lets %j pass', async authorization => {
    expect((await server.fetch(models(authorization))).status).toBe(200)
    const speech = await server.fetch(speechRequest({ input: 'Hi.' }, { headers: { authorization } }))
    expect(speech.status).toBe(200)
    await speech.body!.cancel()
  })

  test.each([
    ['no header', undefined, 'no bearer key'],
    ['an empty key', 'Bearer ', 'no bearer key'],
    ['another scheme', 'Basic sk-right', 'no bearer key'],
    ['the bare key', 'sk-right', 'no bearer key'],
    ['a prefix', 'Bearer sk-righ', 'another key'],
    ['the key and more', 'Bearer sk-rightx', 'another key'],
    ['the key twice', 'Bearer sk-rightsk-right', 'another key'],
    ['other letters', 'Bearer sk-rigHt', 'another key'],
    ['another first letter', 'Bearer zk-right', 'another key'],
    ['two keys', 'Bearer sk-right, Bearer sk-right', 'no bearer key'],
  ])('answers 401 to %s, without either key', async (_, authorization, came) => {
    const response = await server.fetch(models(authorization))
    expect(response.headers.get('www-authenticate')).toBe('Bearer')
    expect(await errorOf(response)).toEqual({
      status: 401,
      message: `authorization: expected the key of this server, got ${came}`,
      type: 'authentication_error',
      code: 'invalid_api_key',
      param: null,
    })
  })

  test('looks at the key before it reads anything', async () => {
    const request = speechRequest({ input: 'Hi.' })
    expect((await server.fetch(request)).status).toBe(401)
    expect(request.bodyUsed).toBe(false)
  })

  test.each(['/health', '/api/models'])('leaves %s open', async path => {
    expect((await server.fetch(new Request(`http://speech.test${path}`))).status).toBe(200)
  })
})

test('a server without a key takes whatever a client sends', async () => {
  expect((await createSpeechServer({ engine }).fetch(models('Bearer anything'))).status).toBe(200)
})

test.each(['', 'two words', 'naïve', 'line\n'])('a key that no client can send is refused, unprinted: %j', apiKey => {
  let error: unknown
  try {
    createSpeechServer({ engine, apiKey })
  } catch (caught) {
    error = caught
  }
  expect(error).toBeInstanceOf(TypeError)
  if (apiKey !== '') expect(String(error)).not.toContain(apiKey)
})
