import { type ClientOptions, createSpeechClient, type Fetch, type SpeechClient } from '@outloud/core'
import { afterEach, describe, expect, test, vi } from 'vitest'

afterEach(() => {
  vi.unstubAllGlobals()
})

const pcm = new Uint8Array(64).fill(0x80)
const audio = () => new Response(pcm)
const busy = (status: number) => () => new Response('{}', { status, headers: { 'retry-after': '0' } })

/** A client whose server gives the answers in turn, then audio, and the keys that it was sent. */
function listening(options: ClientOptions = {}, ...answers: (() => Response)[]) {
  const keys: (string | null)[] = []
  const fetch: Fetch = async (_url, { headers }) => {
    keys.push(new Headers(headers).get('idempotency-key'))
    return (answers[keys.length - 1] ?? audio)()
  }
  return { client: createSpeechClient({ fetch, ...options }), keys }
}

const speak = (client: SpeechClient, text = 'Hi.', headers = {}) =>
  client.synthesize(text, { format: 'pcm', headers }).bytes()

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

describe('an idempotency key', () => {
  test('is the same for every attempt, whoever sends again', async () => {
    const cut = () => new Response(pcm, { headers: { 'content-length': '65' } })
    const { client, keys } = listening({}, busy(503), busy(429), cut)
    await speak(client)
    expect(keys).toEqual([expect.stringMatching(uuid), keys[0], keys[0], keys[0]])
  })

  test('is another one for another call, and for another segment', async () => {
    const { client, keys } = listening()
    await speak(client)
    await speak(client)
    await client.synthesize('One sentence. And one more.', { format: 'pcm', maxLength: 15 }).bytes()
    expect(keys.length).toBe(4)
    expect(new Set(keys).size).toBe(4)
  })

  test('is random on an insecure origin too, which has no randomUUID', async () => {
    const { crypto } = globalThis
    vi.stubGlobal('crypto', { getRandomValues: (bytes: Uint8Array) => crypto.getRandomValues(bytes) })
    const { client, keys } = listening()
    await speak(client)
    await speak(client)
    expect(keys).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/), expect.stringMatching(/^[0-9a-f]{32}$/)])
    expect(keys[0]).not.toBe(keys[1])
  })

  test("gives way to the caller's own, however that is spelled", async () => {
    const { client, keys } = listening({ headers: { 'IDEMPOTENCY-KEY': 'of the client' } })
    await speak(client)
    const { client: other, keys: others } = listening()
    await speak(other, 'Hi.', { 'Idempotency-Key': 'of the call' })
    expect([...keys, ...others]).toEqual(['of the client', 'of the call'])
  })
})

describe('no idempotency key', () => {
  test('with the option false, and again with what is extended from it', async () => {
    const { client, keys } = listening({ idempotencyKey: false }, busy(503))
    await speak(client)
    await speak(client.extend({ idempotencyKey: true }))
    expect(keys).toEqual([null, null, expect.stringMatching(uuid)])
  })

  test('for a question that changes nothing', async () => {
    const { client, keys } = listening({}, () => Response.json({ data: [] }))
    await client.models()
    expect(keys).toEqual([null])
  })
})
