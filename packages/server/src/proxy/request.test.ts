import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { ask, proxied, spoken } from '../../test/proxies.ts'
import { errorOf } from '../../test/requests.ts'

const allow = { models: ['tts-1', 'voices/large'], voices: ['alloy', 'voice_1'], formats: ['mp3', 'pcm'] } as const

/** What a proxy of these rules says, and what it sent on. */
async function said(request: Request) {
  const { proxy, sent } = proxied({ allow })
  const response = await proxy.fetch(request)
  expect(sent).toEqual([])
  return errorOf(response)
}

const typed = (type: string, body = JSON.stringify(spoken)) => ask(body, { headers: { 'content-type': type } })

describe('a body that is not JSON as it should be is refused', () => {
  test.each([
    ['a form, which any page can send', typed('application/x-www-form-urlencoded', 'input=Hello.'), 415],
    ['plain text, which any page can send', typed('text/plain'), 415],
    ['a type that only begins like JSON', typed('application/jsonp'), 415],
    ['a type that only ends like JSON', typed('text/plain; application/json'), 415],
    ['no type', typed(''), 415],
    ['a compressed body', ask(undefined, { headers: { 'content-encoding': 'gzip' }, body: gzipSync('{}') }), 415],
    ['a body compressed by what it says', ask(undefined, { headers: { 'content-encoding': 'br' } }), 415],
    ['nothing', ask(''), 400],
    ['half of it', ask('{"input":'), 400],
    ['bytes that are no UTF-8', ask(undefined, { body: new Uint8Array([0x22, 0xff, 0x22]) }), 400],
    ['an array', ask([spoken]), 400],
    ['null', ask(null), 400],
  ])('%s', async (_, request, status) => {
    expect(await said(request)).toMatchObject({ status })
  })
})

describe('a body is read no further than its limit', () => {
  const large = { ...spoken, padding: 'x'.repeat(32_768) }

  test('when it says that it is longer', async () => {
    const request = ask(large, { headers: { 'content-length': '40000' } })
    expect(await said(request)).toMatchObject({ status: 413, code: 'request_too_large' })
    expect(request.bodyUsed).toBe(false)
  })

  test.each([
    ['says that it is short', { 'content-length': '10' }],
    ['does not say', {}],
  ])('when it %s', async (_, headers) => {
    let taken = 0
    const body = new ReadableStream(
      { pull: stream => (taken++ < 1_000 ? stream.enqueue(new Uint8Array(4_096).fill(32)) : stream.close()) },
      { highWaterMark: 0 },
    )
    const request = ask(undefined, { headers, body, duplex: 'half' } as RequestInit)
    expect(await said(request)).toMatchObject({ status: 413, code: 'request_too_large' })
    expect(taken).toBeLessThanOrEqual(9)
  })

  test('when it breaks off', async () => {
    const body = new ReadableStream({ pull: stream => stream.error(new Error('gone')) })
    const request = ask(undefined, { body, duplex: 'half' } as RequestInit)
    expect(await said(request)).toMatchObject({ status: 400, code: 'incomplete_body' })
  })

  test('and is taken up to it', async () => {
    const { proxy } = proxied()
    const exact = (bytes: number) => JSON.stringify(spoken).padEnd(bytes, ' ')
    expect((await proxy.fetch(ask(exact(32_768)))).status).toBe(200)
    expect((await proxy.fetch(ask(exact(32_769)))).status).toBe(413)
  })
})

describe('what is not allowed is refused', () => {
  test.each([
    ['a model that is not listed', { model: 'tts-1-hd' }, 404, 'model'],
    ['a model that every object has', { model: 'constructor' }, 404, 'model'],
    ['a model called __proto__', { model: '__proto__' }, 404, 'model'],
    ['a model in an array', { model: ['tts-1'] }, 400, 'model'],
    ['the default model where it is not listed', { model: undefined }, 404, 'model'],
    ['a voice that is not listed', { voice: 'nova' }, 400, 'voice'],
    ['a voice that every object has', { voice: 'toString' }, 400, 'voice'],
    ['the id of a voice that is not listed', { voice: { id: 'voice_2' } }, 400, 'voice'],
    ['a voice with a listed id and more', { voice: { id: 'voice_2', name: 'alloy' } }, 400, 'voice'],
    ['a format that is not listed', { response_format: 'flac' }, 400, 'response_format'],
    ['a format that there is not', { response_format: 'hasOwnProperty' }, 400, 'response_format'],
    ['a way to send it that there is not', { stream_format: 'events' }, 400, 'stream_format'],
    ['a text that is too long', { input: 'x'.repeat(4_097) }, 400, 'input'],
    ['a text that is empty', { input: '' }, 400, 'input'],
    ['a text that is blank', { input: ' \n\t ' }, 400, 'input'],
    ['no text', { input: undefined }, 400, 'input'],
    ['a text that is a list', { input: ['Hello.'] }, 400, 'input'],
    ['a text that is an object with a length', { input: { length: 1 } }, 400, 'input'],
    ['a speed of 4.01', { speed: 4.01 }, 400, 'speed'],
    ['a speed of 0', { speed: 0 }, 400, 'speed'],
    ['a speed that is null', { speed: null }, 400, 'speed'],
    ['a speed that is a text', { speed: '1' }, 400, 'speed'],
    ['instructions that are too long', { instructions: 'x'.repeat(4_097) }, 400, 'instructions'],
  ])('%s', async (_, fields, status, param) => {
    const { proxy, sent } = proxied({
      allow: 'model' in fields && fields.model === undefined ? { models: ['other'] } : allow,
    })
    expect(await errorOf(await proxy.fetch(ask({ ...spoken, ...fields })))).toMatchObject({ status, param })
    expect(sent).toEqual([])
  })

  test('a speed past all numbers', async () => {
    const body = JSON.stringify({ ...spoken, speed: 1 }).replace('"speed":1', '"speed":1e999')
    expect(await said(ask(body))).toMatchObject({ status: 400, param: 'speed' })
  })

  test('and the answer says what is, without the text', async () => {
    const { message } = await said(ask({ ...spoken, voice: 'nova' }))
    expect(message).toBe('voice: expected one of alloy, voice_1, got "nova"')
    expect((await said(ask({ ...spoken, input: 'Nobody’s business. '.repeat(300) }))).message).not.toContain('Nobody')
  })

  test('4096 characters may be as many emoji', async () => {
    const { proxy, sent } = proxied()
    expect((await proxy.fetch(ask({ ...spoken, input: '🎵'.repeat(4_096) }))).status).toBe(200)
    expect((await proxy.fetch(ask({ ...spoken, input: '🎵'.repeat(4_097) }))).status).toBe(400)
    expect(sent).toHaveLength(1)
  })
})

describe('methods and paths', () => {
  const at = (path: string, init: RequestInit = {}) => new Request(`https://app.example${path}`, init)

  test.each(['/', '/api/speech', '/api/speech/audio/speech', '/v1/audio/speech', '/deep/er/and/deeper'])(
    'a POST speaks at %s',
    async path => {
      const request = new Request(`https://app.example${path}`, ask())
      expect((await proxied().proxy.fetch(request)).status).toBe(200)
    },
  )

  test.each(['/models', '/api/speech/models', '/api/speech/models/', '/v1/models?page=1'])(
    'a GET lists what is allowed at %s',
    async path => {
      const { proxy } = proxied({ allow })
      const response = await proxy.fetch(at(path))
      expect(await response.json()).toEqual({
        object: 'list',
        data: allow.models.map(id => ({ id, object: 'model', created: expect.any(Number), owned_by: 'outloud' })),
      })
      const head = await proxy.fetch(at(path, { method: 'HEAD' }))
      expect([head.status, head.body]).toEqual([200, null])
    },
  )

  test.each([
    ['GET', '/api/speech', 'POST, OPTIONS'],
    ['PUT', '/api/speech', 'POST, OPTIONS'],
    ['POST', '/api/speech/models', 'GET, HEAD, OPTIONS'],
    ['DELETE', '/api/speech/models', 'GET, HEAD, OPTIONS'],
  ])('%s %s is a 405 that says what is', async (method, path, methods) => {
    const response = await proxied().proxy.fetch(at(path, { method }))
    expect([response.status, response.headers.get('allow')]).toEqual([405, methods])
  })

  test.each(['transcriptions', 'translations'])('it does not hear: %s', async kind => {
    const body = new FormData()
    expect((await proxied().proxy.fetch(at(`/api/speech/audio/${kind}`, { method: 'POST', body }))).status).toBe(404)
  })
})
