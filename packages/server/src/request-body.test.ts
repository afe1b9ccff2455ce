import { createSpeechServer } from '@outloud/server'
import { createToneEngine } from '@outloud/testing'
import { describe, expect, test } from 'vitest'
import { errorOf, speechRequest } from '../test/requests.ts'

const engine = createToneEngine()
const server = createSpeechServer({ engine })
const small = createSpeechServer({ engine, limits: { bodyLength: 1_000 } })

describe('415', () => {
  test.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/jsonp',
    'multipart/form-data; boundary=application/json',
    '',
  ])('for a body of type %j', async type => {
    const error = await errorOf(
      await server.fetch(speechRequest({ input: 'Hi.' }, { headers: { 'content-type': type } })),
    )
    expect(error).toMatchObject({ status: 415, type: 'invalid_request_error', code: 'unsupported_media_type' })
    expect(error.message).toMatch(/^content-type: expected application\/json, got "/)
  })

  test('for a body that does not say its type', async () => {
    const request = new Request('http://speech.test/v1/audio/speech', { method: 'POST', body: new Uint8Array([123]) })
    expect(await errorOf(await server.fetch(request))).toMatchObject({ status: 415 })
  })

  test('for a compressed body', async () => {
    const request = speechRequest({ input: 'Hi.' }, { headers: { 'content-encoding': 'gzip' } })
    expect(await errorOf(await server.fetch(request))).toMatchObject({
      status: 415,
      message: 'content-encoding: expected none, got "gzip"',
    })
  })
})

test.each([
  'application/json',
  'APPLICATION/JSON',
  'application/json; charset=utf-8',
  'application/json;charset=UTF-8',
])('a body of type %j is read', async type => {
  const response = await server.fetch(speechRequest({ input: 'Hi.' }, { headers: { 'content-type': type } }))
  expect(response.status).toBe(200)
  await response.body!.cancel()
})

describe('a request without `body`, as in Firefox', () => {
  const inFirefox = (input: string) => Object.defineProperty(speechRequest({ input }), 'body', { value: undefined })

  test('is read', async () => {
    const response = await server.fetch(inFirefox('Hi.'))
    expect(response.status).toBe(200)
    await response.body!.cancel()
  })

  test('is refused where it is too large', async () => {
    expect(await errorOf(await small.fetch(inFirefox('Hi. '.repeat(250))))).toMatchObject({ status: 413 })
  })
})

describe('400', () => {
  test.each([
    ['no body', null, 'nothing'],
    ['an empty body', '', 'nothing'],
    ['half of a body', '{"input": "Hi.', 'something else'],
    ['a form', 'input=Hi.', 'something else'],
    ['bytes that are not UTF-8', new Uint8Array([0x22, 0xff, 0x22]), 'other bytes'],
    ['a character cut in half', new Uint8Array([0x22, 0xc3]), 'other bytes'],
  ])('for %s', async (_, body, came) => {
    expect(await errorOf(await server.fetch(speechRequest(undefined, { body })))).toEqual({
      status: 400,
      message: `body: expected JSON in UTF-8, got ${came}`,
      type: 'invalid_request_error',
      code: 'invalid_json',
      param: null,
    })
  })

  test('for a body that breaks off', async () => {
    const body = new ReadableStream({
      pull: stream => stream.error(new Error('reset')),
    })
    const error = await errorOf(await server.fetch(speechRequest(undefined, { body, duplex: 'half' })))
    expect(error).toMatchObject({ status: 400, code: 'incomplete_body' })
  })
})

describe('413', () => {
  test('for a body that says it is too large, of which nothing is read', async () => {
    const request = speechRequest({ input: 'Hi.' }, { headers: { 'content-length': '1001' } })
    expect(await errorOf(await small.fetch(request))).toMatchObject({
      status: 413,
      message: 'body: expected at most 1000 bytes, got more',
      type: 'invalid_request_error',
      code: 'request_too_large',
    })
    expect(request.bodyUsed).toBe(false)
  })

  test('for a body that turns out too large, as soon as it does', async () => {
    let read = 0
    let cancelled = false
    const body = new ReadableStream(
      {
        pull: stream => {
          read += 300
          stream.enqueue(new Uint8Array(300).fill(0x20))
        },
        cancel: () => {
          cancelled = true
        },
      },
      { highWaterMark: 0 },
    )
    const error = await errorOf(await small.fetch(speechRequest(undefined, { body, duplex: 'half' })))
    expect([error.status, read, cancelled]).toEqual([413, 1_200, true])
  })

  test('not for a body of just that size', async () => {
    const body = JSON.stringify({ input: 'Hi.' }).padEnd(1_000)
    expect((await small.fetch(speechRequest(undefined, { body }))).status).toBe(200)
    expect((await small.fetch(speechRequest(undefined, { body: `${body} ` }))).status).toBe(413)
  })
})
