import { inspect } from 'node:util'
import { createSpeechClient, type Fetch, type Interceptor, type InvalidRequestError } from '@outloud/core'
import { describe, expect, test } from 'vitest'

const pcm = new Uint8Array(64).fill(0x80)

interface Sent {
  url: string
  headers: Record<string, string>
  body: unknown
  init: RequestInit
}

/** A server in the shape of a `Fetch` that writes down what it was sent. */
function recorder(answer: () => Response = () => new Response(pcm)) {
  const sent: Sent[] = []
  const fetch: Fetch = async (url, init) => {
    sent.push({
      url,
      headers: Object.fromEntries(new Headers(init.headers)),
      body: JSON.parse(String(init.body ?? 'null')),
      init,
    })
    return answer()
  }
  return { fetch, sent }
}

describe('what a call sends', () => {
  test('the protocol’s defaults, nothing else', async () => {
    const { fetch, sent } = recorder()
    await createSpeechClient({ fetch }).synthesize('Hi.', { format: 'pcm' }).bytes()
    expect(sent).toHaveLength(1)
    expect(sent[0]).toMatchObject({ url: 'https://api.cometapi.com/v1/audio/speech' })
    expect(sent[0]!.body).toEqual({ model: 'tts-1', input: 'Hi.', voice: 'alloy', response_format: 'pcm', speed: 1 })
    expect(sent[0]!.headers).toEqual({
      'content-type': 'application/json',
      'accept-encoding': 'identity',
      'idempotency-key': expect.stringMatching(/^[\w-]{32,36}$/),
    })
    expect(sent[0]!.init).toMatchObject({ method: 'POST', redirect: 'manual' })
  })

  test('options over defaults, vendor fields beside them, headers of both', async () => {
    const { fetch, sent } = recorder()
    const client = createSpeechClient({
      fetch,
      baseURL: '/api/speech/',
      headers: { 'x-app': 'a' },
      defaults: { voice: 'nova', model: 'm', format: 'pcm' },
    })
    const voice = { id: 'voice_1' }
    const body = { seed: 7, model: 'not this' }
    await client.synthesize('Hi.', { voice, model: undefined, body, headers: { 'x-call': 'b' } }).bytes()
    expect(sent[0]!.url).toBe('/api/speech/audio/speech')
    expect(sent[0]!.body).toMatchObject({ voice, model: 'm', seed: 7 })
    expect(sent[0]!.headers).toMatchObject({ 'x-app': 'a', 'x-call': 'b' })
  })

  test('a key from a function, asked for each attempt', async () => {
    const keys = ['one', 'two']
    const { fetch, sent } = recorder(() =>
      sent.length === 1 ? new Response('{}', { status: 503 }) : new Response(pcm),
    )
    await createSpeechClient({ fetch, apiKey: async () => keys.shift()! })
      .synthesize('Hi.', { format: 'pcm' })
      .bytes()
    expect(sent.map(({ headers }) => headers.authorization)).toEqual(['Bearer one', 'Bearer two'])
  })
})

describe('bad options are refused at once, by name, with what was expected and what came', () => {
  const client = createSpeechClient({ fetch: recorder().fetch })
  test.each<[object, string]>([
    [{ speed: 9 }, 'speed: expected a number from 0.25 to 4, got 9'],
    [{ speed: Number.NaN }, 'speed: expected a number from 0.25 to 4, got NaN'],
    [{ format: 'ogg' }, 'format: expected one of mp3, opus, aac, flac, wav, pcm, got "ogg"'],
    [{ voice: '' }, 'voice: expected a voice, got ""'],
    [{ model: 5 }, 'model: expected the id of a model, got 5'],
  ])('%o', (options, message) => {
    expect(() => client.synthesize('Hi.', options)).toThrow(
      expect.objectContaining({ name: 'InvalidRequestError', message }),
    )
  })

  test.each<[object, string]>([
    [{ baseURL: 'ftp://x' }, 'baseURL'],
    [{ baseURL: 'https://user:pass@example.com' }, 'baseURL'],
    [{ baseURL: 'https://example.com/v1?key=1' }, 'baseURL'],
    [{ retry: { limit: -1 } }, 'retry.limit'],
    [{ timeout: 0 }, 'timeout.attempt'],
    [{ timeout: { idle: '5' } }, 'timeout.idle'],
    [{ defaults: { speed: 5 } }, 'speed'],
    [{ headers: { 'x-token': 'a\nb' } }, 'headers.x-token'],
    [{ apiKey: 5 }, 'apiKey'],
  ])('%o', (options, name) => {
    expect(() => createSpeechClient(options)).toThrow(new RegExp(`^${name}: expected .+, got `))
  })

  test('every problem is listed with its path', () => {
    try {
      client.synthesize('Hi.', { speed: 9, voice: '' })
      expect.unreachable()
    } catch (error) {
      expect((error as InvalidRequestError).issues.map(issue => issue.path)).toEqual([['voice'], ['speed']])
    }
  })

  test.each(['', '   \n'])('a text without anything to say: %j', text => {
    expect(() => client.synthesize(text)).toThrow(/^text: expected a text that is not/)
  })
})

describe('the key stays out of sight', () => {
  const key = 'sk-secret-0123456789'
  test('a key that no header can carry is refused without being shown', () => {
    const bad = `${key}\n`
    expect(() => createSpeechClient({ apiKey: bad })).toThrow(/^apiKey: expected visible ASCII/)
    expect(() => createSpeechClient({ apiKey: bad })).not.toThrow(new RegExp(key))
  })
  test('the client does not show it, however deep it is inspected', () => {
    const client = createSpeechClient({ apiKey: key })
    const shown = inspect(client, { depth: 8, showHidden: true }) + JSON.stringify(client)
    expect(shown).toContain('synthesize')
    expect(shown).not.toContain(key)
  })
})

test('extend makes a new client over the old one’s options and leaves the old one alone', async () => {
  const { fetch, sent } = recorder()
  const first = createSpeechClient({ fetch, headers: { a: '1' }, defaults: { voice: 'nova', format: 'pcm' } })
  const second = first.extend({ headers: { b: '2' }, defaults: { model: 'm' } })
  await second.synthesize('Hi.').bytes()
  await first.synthesize('Hi.').bytes()
  expect(sent[0]).toMatchObject({ headers: { a: '1', b: '2' }, body: { voice: 'nova', model: 'm' } })
  expect(sent[1]!.headers).not.toHaveProperty('b')
  expect(sent[1]!.body).toMatchObject({ model: 'tts-1' })
})

test('interceptors see each call once, the first outermost, and no key', async () => {
  const { fetch, sent } = recorder(() => (sent.length === 1 ? new Response('{}', { status: 503 }) : new Response(pcm)))
  const seen: string[] = []
  const note =
    (name: string): Interceptor =>
    next =>
    async (url, init) => {
      const headers = new Headers(init.headers)
      expect(headers.has('authorization')).toBe(false)
      headers.set(`x-${name}`, '1')
      seen.push(`${name} in`)
      const response = await next(url, { ...init, headers })
      seen.push(`${name} ${response.status}`)
      return response
    }
  const client = createSpeechClient({ fetch, apiKey: 'k', interceptors: [note('a'), note('b')] })
  expect(await client.synthesize('Hi.', { format: 'pcm' }).bytes()).toEqual(pcm)
  expect(seen).toEqual(['a in', 'b in', 'b 200', 'a 200'])
  expect(sent).toHaveLength(2)
  expect(sent[1]!.headers).toMatchObject({ 'x-a': '1', 'x-b': '1', authorization: 'Bearer k' })
})
