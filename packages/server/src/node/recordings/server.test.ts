import { createSpeechClient } from '@outloud/core'
import {
  createRecordingServer,
  type RecordingServerOptions,
  recordFetch,
  replayFetch,
  serve,
} from '@outloud/server/node'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { get, listen } from '../../../test/node-server.ts'
import { key, realServer, recordings } from '../../../test/recordings.ts'
import { errorOf, speechRequest } from '../../../test/requests.ts'

/** A recording server, what it asked the real one for, and what of that was written down. */
async function recording(options: Partial<RecordingServerOptions> = {}, baseURL = 'https://real.test/v1') {
  const { folder, text, names } = await recordings()
  const sent: { readonly url: string; readonly init: RequestInit }[] = []
  const fetch = async (url: string, init: RequestInit) => {
    sent.push({ url, init })
    return new Response('sound', { headers: { 'content-type': 'audio/mpeg', 'set-cookie': 'a=b' } })
  }
  const record = recordFetch(folder, { baseURL, apiKey: key, fetch })
  const server = createRecordingServer({ fetch: record, ...options })
  return { server, sent, folder, text, names }
}

const ask = (headers: Record<string, string> = {}, path = '/v1/audio/speech') =>
  new Request(`http://127.0.0.1:8484${path}`, {
    method: 'POST',
    body: '{"input":"Hello."}',
    headers: { 'content-type': 'application/json', ...headers },
  })

describe('a server that records', () => {
  test('stands on a port for a real one, and then without it', async () => {
    const { folder, text } = await recordings()
    const real = await realServer()
    const record = recordFetch(folder, { baseURL: real.baseURL, apiKey: key })
    const work = async (fetch: RecordingServerOptions['fetch']) => {
      const { url, close } = await serve(createRecordingServer({ fetch }))
      onTestFinished(() => close({ grace: 0 }))
      const client = createSpeechClient({ baseURL: `${url}/v1` })
      const audio = new File([new Uint8Array(4_000)], 'call.mp3')
      const speech = client.synthesize('Hello there.', { format: 'pcm', streamFormat: 'sse' })
      return [await speech.bytes(), await speech.cues(), await client.transcribe(audio), await client.models()]
    }
    const first = await work(record)
    await real.close()
    expect(await work(replayFetch(folder))).toEqual(first)
    expect(await text()).not.toContain(key.slice(0, 8))
  })

  test('sends its own key, and of the caller nothing that tells who that is', async () => {
    const { server, sent, text } = await recording({ apiKey: 'local-key' })
    const secret = 'Bearer local-key'
    const answer = await server.fetch(
      ask({ authorization: secret, cookie: 'session=1234567890', 'x-forwarded-for': '10.0.0.1', accept: 'audio/mpeg' }),
    )
    expect([answer.status, answer.headers.get('set-cookie'), await answer.text()]).toEqual([200, null, 'sound'])
    expect(sent[0]!.url).toBe('https://real.test/v1/audio/speech')
    expect(sent[0]!.init).toMatchObject({
      method: 'POST',
      redirect: 'manual',
      headers: {
        accept: 'audio/mpeg',
        'accept-encoding': 'identity',
        authorization: `Bearer ${key}`,
        'content-type': 'application/json',
      },
    })
    expect(Object.keys(sent[0]!.init.headers!)).toHaveLength(4)
    for (const word of [key, 'local-key', '1234567890', '10.0.0.1']) expect(await text()).not.toContain(word)
  })

  test.each([
    ['https://real.test/v1', '/v1/models?page=2', 'https://real.test/v1/models?page=2'],
    ['https://real.test/v1/', '/v1/models/tts-1', 'https://real.test/v1/models/tts-1'],
    ['https://real.test/x/v1', '/api/models?page=2', 'https://real.test/x/api/models?page=2'],
    ['https://real.test/speech', '/api/models', 'https://real.test/speech/models'],
    ['https://real.test/speech', '/v1/audio/speech', 'https://real.test/speech/audio/speech'],
  ])('below %s asks for %s at %s', async (baseURL, path, url) => {
    const { server, sent } = await recording({}, baseURL)
    await server.fetch(path.includes('models') ? new Request(`http://127.0.0.1${path}`) : ask({}, path))
    expect(sent.map(({ url }) => url)).toEqual([url])
  })

  test.each([
    ['GET', '/v1/files', 404],
    ['POST', '/v1/chat/completions', 404],
    ['GET', '/v1/audio/../files', 404],
    ['GET', '/v1/audio/%2e%2e/files', 404],
    ['GET', '/v1/models/..%2ffiles', 404],
    ['GET', '/', 404],
    ['DELETE', '/v1/models/my-model', 405],
    ['HEAD', '/v1/models', 405],
    ['OPTIONS', '/v1/audio/speech', 405],
  ])('does not ask for %s %s', async (method, path, status) => {
    const { server, sent, names } = await recording()
    const answer = await server.fetch(new Request(`http://127.0.0.1${path}`, { method }))
    expect(answer.status).toBe(status)
    expect([sent, await names()]).toEqual([[], []])
  })

  test.each([
    ['of another origin', { origin: 'https://evil.test' }],
    ['without one', { origin: 'null' }],
    ['that sends a form', { origin: 'https://evil.test', 'content-type': 'multipart/form-data; boundary=a' }],
    ['of another site, whose browser says so', { 'sec-fetch-site': 'cross-site' }],
  ])('does not ask for a page %s', async (_, headers) => {
    const { server, sent } = await recording({ cors: 'http://localhost:5173' })
    expect((await errorOf(await server.fetch(ask(headers)))).status).toBe(403)
    expect(sent).toEqual([])
  })

  test('lets pages in that it was told of', async () => {
    const origin = 'http://localhost:5173'
    const { server, sent } = await recording({ cors: origin })
    const question = { origin, 'access-control-request-method': 'POST' }
    const allowed = await server.fetch(new Request(ask().url, { method: 'OPTIONS', headers: question }))
    expect(allowed.headers.get('access-control-allow-origin')).toBe(origin)
    expect((await server.fetch(ask({ origin }))).headers.get('access-control-allow-origin')).toBe(origin)
    expect(sent).toHaveLength(1)
  })

  test('answers only to names of this machine, unless it asks for a key', async () => {
    const { server } = await recording()
    const { url, close } = await serve(server)
    onTestFinished(() => close({ grace: 0 }))
    const answer = await get(Number(new URL(url).port), { path: '/health', headers: { host: 'rebound.example' } })
    expect(answer.resume().statusCode).toBe(403)
    const keyed = await recording({ apiKey: 'local-key' })
    expect((await errorOf(await keyed.server.fetch(ask()))).status).toBe(401)
    expect(keyed.sent).toEqual([])
  })

  test('tells of a server that it does not reach, but not its caller', async () => {
    const { folder } = await recordings()
    const [told, logged] = [vi.fn(), vi.fn()]
    const gone = new TypeError('fetch failed')
    const record = recordFetch(folder, { baseURL: 'http://gone.test', fetch: () => Promise.reject(gone) })
    const server = createRecordingServer({ fetch: record, onError: told, onRequest: logged })
    const { status, code, message } = await errorOf(await server.fetch(ask()))
    expect({ status, code }).toEqual({ status: 502, code: 'recording_failed' })
    expect(message).not.toContain('fetch failed')
    expect(told.mock.calls[0]?.[0]).toBe(gone)
    expect(logged.mock.calls).toMatchObject([[{ path: '/v1/audio/speech', status: 502 }]])
  })

  test("writes down neither its own key nor its caller's, where the real one repeats them", async () => {
    const { folder, text } = await recordings()
    const repeated = `Wrong: ${key}, local-key-0123`
    const fetch = async () => new Response(repeated, { status: 401 })
    const record = recordFetch(folder, { baseURL: 'https://real.test/v1', apiKey: key, fetch })
    const server = createRecordingServer({ fetch: record, apiKey: 'local-key-0123' })
    await (await server.fetch(ask({ authorization: 'Bearer local-key-0123' }))).text()
    expect(await text()).toContain(`"Wrong: ${'*'.repeat(key.length)}, ${'*'.repeat(14)}"`)
  })

  test('says that it is there', async () => {
    const { server, sent } = await recording({ apiKey: 'local-key' })
    expect(await (await server.fetch(new Request('http://127.0.0.1/health'))).json()).toEqual({ status: 'ok' })
    expect(sent).toEqual([])
  })
})

test('an answer keeps the request id that its server gave', async () => {
  const { folder } = await recordings()
  const port = await listen(() => Response.json({}, { headers: { 'x-request-id': 'req_theirs' } }))
  const record = recordFetch(folder, { baseURL: `http://127.0.0.1:${port}/v1` })
  for (const fetch of [record, replayFetch(folder)]) {
    const answer = await createRecordingServer({ fetch }).fetch(speechRequest({}))
    expect([answer.headers.get('x-request-id'), await answer.text()]).toEqual(['req_theirs', '{}'])
  }
})

describe('options that are wrong are named', () => {
  test.each<readonly [() => unknown, string]>([
    [() => recordFetch(''), 'folder: expected the path of a folder'],
    [() => replayFetch(''), 'folder: expected the path of a folder'],
    [() => recordFetch('a', { apiKey: key }), 'apiKey: expected one only with a baseURL'],
    [() => recordFetch('a', { baseURL: 'nonsense' }), 'baseURL: expected an address'],
    [() => recordFetch('a', { baseURL: 'http://a:secret@b.test' }), 'baseURL: expected an address'],
    [() => recordFetch('a', { baseURL: 'http://b.test', apiKey: 'a b' }), 'apiKey: expected visible ASCII'],
  ])('%s', (make, message) => {
    expect(make).toThrow(message)
    expect(make).not.toThrow('secret')
  })
})
