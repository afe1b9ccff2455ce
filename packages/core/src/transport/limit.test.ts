import { createSpeechClient, type Fetch, type SpeechClient } from '@outloud/core'
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'

// What reads an error answer is loaded with the first one: that takes time, and no clock here waits for it.
beforeAll(() =>
  createSpeechClient({ fetch: async () => refuse(), retry: false, limit: false })
    .synthesize('Hi.')
    .bytes()
    .catch(() => {}),
)

beforeAll(async () => {
  // What is loaded for samples is not waited for by a clock that is moved.
  const client = createSpeechClient({ fetch: async () => new Response(samples) })
  await client.synthesize('Hi.', { format: 'pcm' }).bytes()
})
beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const samples = new Uint8Array(64).fill(0x80)
const refuse = (headers = {}) => new Response('{}', { status: 429, headers })

/** Answers each request after `latency` ms by what `decide` says; notes how many were under way at once. */
function server(latency: number, decide: (count: number, at: number) => Response | undefined) {
  const began = Date.now()
  const seen = { sent: 0, refused: 0, active: 0, most: 0, times: [] as number[] }
  const fetch: Fetch = async () => {
    const answer = decide(++seen.sent, Date.now() - began)
    seen.times.push(Date.now() - began)
    seen.most = Math.max(seen.most, ++seen.active)
    await new Promise(resolve => setTimeout(resolve, latency))
    seen.active--
    if (answer !== undefined) seen.refused++
    return answer ?? new Response(samples)
  }
  return { fetch, seen }
}

const speak = (client: SpeechClient, count: number) =>
  Promise.all(Array.from({ length: count }, (_, index) => client.synthesize(`${index}.`, { format: 'pcm' }).bytes()))

/** Runs the clock until all is done; gives how long that took. */
async function settle<T>(promise: Promise<T>): Promise<{ result: PromiseSettledResult<T>; took: number }> {
  const began = Date.now()
  let took: number | undefined
  const settled = Promise.allSettled([promise]).then(([result]) => {
    took = Date.now() - began
    return result!
  })
  while (took === undefined) await vi.advanceTimersByTimeAsync(10)
  return { result: await settled, took }
}

describe('how many are under way', () => {
  test('eight by default, whatever is asked for at once', async () => {
    const { fetch, seen } = server(100, () => undefined)
    const { took } = await settle(speak(createSpeechClient({ fetch }), 64))
    expect(seen).toMatchObject({ sent: 64, most: 8 })
    expect(took).toBeLessThan(900)
  })

  test('shared with what is extended from the client', async () => {
    const { fetch, seen } = server(100, () => undefined)
    const client = createSpeechClient({ fetch, limit: { concurrency: 3 } })
    await settle(Promise.all([speak(client, 5), speak(client.extend({ headers: { a: 'b' } }), 5)]))
    expect(seen).toMatchObject({ sent: 10, most: 3 })
  })

  test('not shared with another server', async () => {
    const { fetch, seen } = server(100, () => undefined)
    const client = createSpeechClient({ fetch, limit: { concurrency: 3 } })
    await settle(Promise.all([speak(client, 5), speak(client.extend({ baseURL: '/other' }), 5)]))
    expect(seen.most).toBe(6)
  })

  test('without a limit all at once', async () => {
    const { fetch, seen } = server(100, () => undefined)
    await settle(speak(createSpeechClient({ fetch, limit: false }), 20))
    expect(seen.most).toBe(20)
  })

  test('a body that is still being read counts', async () => {
    let asked = 0
    const fetch: Fetch = async () => {
      asked++
      return new Response(new ReadableStream({ pull: controller => controller.enqueue(samples) }))
    }
    const client = createSpeechClient({ fetch, limit: { concurrency: 1 } })
    const first = client.synthesize('a', { format: 'pcm' })[Symbol.asyncIterator]()
    const reading = first.next()
    const second = client.synthesize('b', { format: 'pcm' })[Symbol.asyncIterator]()
    const waiting = second.next()
    await reading
    expect(asked).toBe(1)
    await first.return?.()
    await waiting
    expect(asked).toBe(2)
    await second.return?.()
  })
})

describe('429', () => {
  test('pauses everyone as long as the server asks, then one tries', async () => {
    const { fetch, seen } = server(50, (_, at) => (at < 2_000 ? refuse({ 'retry-after': '2' }) : undefined))
    const { result } = await settle(speak(createSpeechClient({ fetch }), 20))
    expect(result.status).toBe('fulfilled')
    expect(seen.refused).toBe(8)
    expect(seen.times.filter(time => time > 60 && time < 2_000)).toEqual([])
    const [first, second] = seen.times.filter(time => time >= 2_000)
    expect(second! - first!).toBeGreaterThanOrEqual(50)
  })

  test('three seconds of it, 64 callers: nothing fails and little is sent in vain', async () => {
    const { fetch, seen } = server(200, (_, at) => (at < 3_000 ? refuse() : undefined))
    const { result } = await settle(speak(createSpeechClient({ fetch }), 64))
    expect(result.status).toBe('fulfilled')
    expect(seen.sent / 64).toBeLessThanOrEqual(1.15)
  })

  test.each([true, false])('a bucket of 20 a second is learnt, with a wait asked for (%s) or not', async asks => {
    let level = 20
    let filledAt = 0
    const { fetch, seen } = server(50, (_, at) => {
      level = Math.min(20, level + (at - filledAt) / 50)
      filledAt = at
      if (level < 1) return refuse(asks ? { 'retry-after-ms': `${Math.ceil((1 - level) * 50)}` } : {})
      level--
      return undefined
    })
    const { result, took } = await settle(speak(createSpeechClient({ fetch }), 100))
    expect(result.status).toBe('fulfilled')
    expect(seen.sent).toBeLessThanOrEqual(115)
    // The least is four seconds.
    expect(took).toBeLessThan(5_500)
  })

  test('ends with the patience, and is not repeated after it', async () => {
    const { fetch, seen } = server(10, () => refuse())
    const { result, took } = await settle(speak(createSpeechClient({ fetch, limit: { patience: 5_000 } }), 1))
    expect(result).toMatchObject({ status: 'rejected', reason: { name: 'APIError', status: 429, attempts: seen.sent } })
    expect(took).toBeGreaterThan(3_000)
    expect(took).toBeLessThan(12_000)
  })

  test('is left to retry without patience', async () => {
    const { fetch, seen } = server(10, () => refuse())
    const { result } = await settle(speak(createSpeechClient({ fetch, limit: { patience: 0 } }), 1))
    expect(result).toMatchObject({ reason: { attempts: 3 } })
    expect(seen.sent).toBe(3)
  })
})

describe('rates', () => {
  test('requests a minute', async () => {
    const { fetch, seen } = server(1, () => undefined)
    await settle(speak(createSpeechClient({ fetch, limit: { requestsPerMinute: 60 } }), 63))
    expect(seen.times.filter(time => time < 500)).toHaveLength(60)
    expect(seen.times.at(-1)).toBeGreaterThan(2_500)
  })

  test('characters a minute', async () => {
    const { fetch, seen } = server(1, () => undefined)
    const client = createSpeechClient({ fetch, limit: { charactersPerMinute: 600 } })
    const texts = ['a'.repeat(600), 'b'.repeat(100)]
    await settle(Promise.all(texts.map(text => client.synthesize(text, { format: 'pcm' }).bytes())))
    expect(seen.times[1]).toBeGreaterThan(9_900)
  })
})

test('a dead service is not stormed: at most 2.2 attempts a call', async () => {
  const { fetch, seen } = server(10, () => new Response('{}', { status: 503 }))
  const client = createSpeechClient({ fetch })
  const calls = Promise.allSettled(
    Array.from({ length: 64 }, (_, index) => client.synthesize(`${index}`, { format: 'pcm' }).bytes()),
  )
  const { result } = await settle(calls)
  expect(result).toMatchObject({ status: 'fulfilled' })
  expect(seen.sent / 64).toBeLessThanOrEqual(2.2)
  expect(seen.sent / 64).toBeGreaterThan(1.5)
})

test('leaving the queue takes no place', async () => {
  const { fetch, seen } = server(100, () => undefined)
  const client = createSpeechClient({ fetch, limit: { concurrency: 1 } })
  const first = client.synthesize('a', { format: 'pcm' }).bytes()
  const controller = new AbortController()
  const left = client.synthesize('b', { format: 'pcm', signal: controller.signal }).bytes()
  const third = client.synthesize('c', { format: 'pcm' }).bytes()
  await vi.advanceTimersByTimeAsync(10)
  controller.abort('left')
  await expect(left).rejects.toBe('left')
  await settle(Promise.all([first, third]))
  expect(seen.sent).toBe(2)
})

test('leaving a pause leaves no timer behind', async () => {
  const { fetch } = server(10, () => refuse({ 'retry-after': '30' }))
  const controller = new AbortController()
  const { signal } = controller
  const left = createSpeechClient({ fetch }).synthesize('a', { format: 'pcm', signal }).bytes()
  await vi.advanceTimersByTimeAsync(1_000)
  expect(vi.getTimerCount()).toBe(1)
  controller.abort('left')
  await expect(left).rejects.toBe('left')
  expect(vi.getTimerCount()).toBe(0)
})
