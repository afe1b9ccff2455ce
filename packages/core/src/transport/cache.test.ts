import { type AudioStore, createSpeechClient, type Fetch, memoryStore } from '@outloud/core'
import { describe, expect, test, vi } from 'vitest'

/** Samples that tell the request they answer; counts what was sent. */
function server() {
  const sent: string[] = []
  const fetch: Fetch = async (url, init) => {
    sent.push(`${url} ${init.body}`)
    const seed = String(init.body).length % 100
    return new Response(new Uint8Array(200).fill(0x80 + seed))
  }
  return { fetch, sent }
}

const say = { format: 'pcm' } as const

describe('what was spoken once', () => {
  test('is not asked for again, by any client with the same store', async () => {
    const { fetch, sent } = server()
    const cache = memoryStore()
    const first = await createSpeechClient({ fetch, cache }).synthesize('Hi.', say).bytes()
    const second = await createSpeechClient({ fetch, cache }).synthesize('Hi.', say).bytes()
    expect(second).toEqual(first)
    expect(sent).toHaveLength(1)
  })

  test('says so on its parts', async () => {
    const { fetch } = server()
    const client = createSpeechClient({ fetch, cache: memoryStore() })
    await client.synthesize('Hi.', say).bytes()
    for await (const part of client.synthesize('Hi.', say).parts()) {
      expect(part.cached).toBe(true)
      await part.stream.cancel()
    }
  })

  test('is not mixed up with another model, voice, format, speed, text or server', async () => {
    const { fetch, sent } = server()
    const client = createSpeechClient({ fetch, cache: memoryStore(), defaults: say })
    await client.synthesize('Hi.').bytes()
    for (const options of [{ model: 'b' }, { voice: 'nova' }, { speed: 2 }, { body: { seed: 1 } }]) {
      await client.synthesize('Hi.', options).bytes()
    }
    await client.synthesize('Ho.').bytes()
    await client.extend({ baseURL: 'https://example.com/v1' }).synthesize('Hi.').bytes()
    expect(new Set(sent).size).toBe(7)
    expect(sent).toHaveLength(7)
  })

  test('does not depend on the order of vendor fields, on headers, or on the key', async () => {
    const { fetch, sent } = server()
    const client = createSpeechClient({ fetch, cache: memoryStore(), defaults: say })
    await client.synthesize('Hi.', { body: { a: { x: 1, y: 2 }, b: 2 } }).bytes()
    const other = client.extend({ apiKey: 'k', headers: { 'x-a': 'b' } })
    await other.synthesize('Hi.', { body: { b: 2, a: { y: 2, x: 1 } } }).bytes()
    expect(sent).toHaveLength(1)
  })
})

describe('only what came whole is kept', () => {
  test('a body that breaks is not', async () => {
    const cache = memoryStore()
    const put = vi.spyOn(cache, 'put')
    const broken: Fetch = async () =>
      new Response(new Uint8Array(50).fill(0x80), { headers: { 'content-length': '99' } })
    const client = createSpeechClient({ fetch: broken, cache, retry: false })
    await expect(client.synthesize('Hi.', say).bytes()).rejects.toMatchObject({ reason: 'truncated' })
    expect(put).not.toHaveBeenCalled()
  })

  test('a body that was left early is not', async () => {
    const cache = memoryStore()
    const put = vi.spyOn(cache, 'put')
    const endless: Fetch = async () =>
      new Response(new ReadableStream({ pull: controller => controller.enqueue(new Uint8Array(64).fill(0x80)) }))
    for await (const _ of createSpeechClient({ fetch: endless, cache }).synthesize('Hi.', say)) break
    expect(put).not.toHaveBeenCalled()
  })
})

describe('the same request twice at once', () => {
  test('is sent once', async () => {
    const { fetch, sent } = server()
    const client = createSpeechClient({ fetch, cache: memoryStore(), defaults: say })
    const [a, b] = await Promise.all([client.synthesize('Hi.').bytes(), client.synthesize('Hi.').bytes()])
    expect(b).toEqual(a)
    expect(sent).toHaveLength(1)
  })

  test('does not wait for a reader that paused', async () => {
    const { fetch, sent } = server()
    const client = createSpeechClient({ fetch, cache: memoryStore(), defaults: say })
    const paused = client.synthesize('Hi.').stream().getReader()
    await paused.read()
    expect((await client.synthesize('Hi.').bytes()).length).toBe(200)
    expect(sent).toHaveLength(1)
    await paused.cancel()
  })

  test('is sent by the second when the first fails or leaves', async () => {
    let count = 0
    const release: (() => void)[] = []
    const fetch: Fetch = async (_url, { signal }) => {
      if (++count > 1) return new Response(new Uint8Array(64).fill(0x80))
      return new Promise((_, reject) => {
        release.push(() => reject(new TypeError('fetch failed')))
        signal?.addEventListener('abort', () => reject(signal.reason))
      })
    }
    const client = createSpeechClient({ fetch, cache: memoryStore(), defaults: say, retry: false })
    const first = client.synthesize('Hi.').bytes()
    const second = client.synthesize('Hi.').bytes()
    await vi.waitFor(() => expect(release).toHaveLength(1))
    release[0]!()
    await expect(first).rejects.toMatchObject({ name: 'NetworkError' })
    expect((await second).length).toBe(64)
  })
})

test('a store that fails is as if it were empty', async () => {
  const { fetch, sent } = server()
  const cache: AudioStore = {
    get: async () => Promise.reject(new Error('disk')),
    put: async () => Promise.reject(new Error('disk')),
  }
  const client = createSpeechClient({ fetch, cache, defaults: say })
  expect((await client.synthesize('Hi.').bytes()).length).toBe(200)
  expect((await client.synthesize('Hi.').bytes()).length).toBe(200)
  expect(sent).toHaveLength(2)
})

describe('memoryStore', () => {
  const bytes = (length: number) => new Uint8Array(length)
  test('drops what was unused for longest past maxBytes', async () => {
    const store = memoryStore({ maxBytes: 100 })
    await store.put('a', bytes(40))
    await store.put('b', bytes(40))
    await store.get('a')
    await store.put('c', bytes(40))
    expect(await store.get('b')).toBeUndefined()
    expect((await store.get('a'))?.length).toBe(40)
    expect((await store.get('c'))?.length).toBe(40)
  })
  test('does not take what is larger than all of it', async () => {
    const store = memoryStore({ maxBytes: 10 })
    await store.put('a', bytes(11))
    expect(await store.get('a')).toBeUndefined()
  })
  test('gives copies, so that nobody changes what is kept', async () => {
    const store = memoryStore()
    await store.put('a', bytes(2))
    ;(await store.get('a'))!.fill(9)
    expect(await store.get('a')).toEqual(bytes(2))
  })
})

test('without crypto.subtle a cache is refused at once', () => {
  vi.stubGlobal('crypto', {})
  expect(() => createSpeechClient({ cache: memoryStore() })).toThrow(/^cache: expected none without crypto\.subtle/)
  vi.unstubAllGlobals()
})
