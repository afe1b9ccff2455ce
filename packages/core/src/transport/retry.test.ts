import { createSpeechClient, type Fetch } from '@outloud/core'
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'

const pcm = new Uint8Array(64).fill(0x80)
const audio = () => new Response(pcm)
const busy = (headers = {}) => new Response('{}', { status: 503, headers })

/** A `Fetch` that gives the answers in turn and counts. */
function script(...answers: (() => Response)[]) {
  const sent: number[] = []
  const fetch: Fetch = async () => {
    sent.push(Date.now())
    return (answers[sent.length - 1] ?? answers.at(-1)!)()
  }
  return { fetch, sent }
}

const speak = (fetch: Fetch, options = {}) =>
  createSpeechClient({ fetch, ...options }).synthesize('Hi.', { format: 'pcm' })

// What reads an error answer is loaded with the first one: that takes time, and no clock here waits for it.
beforeAll(() =>
  speak(async () => new Response('{}', { status: 400 }))
    .bytes()
    .catch(() => {}),
)

beforeEach(() => {
  vi.useFakeTimers()
  vi.spyOn(Math, 'random').mockReturnValue(1)
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

/** Runs the fake clock until the promise settles. */
async function settle<T>(promise: Promise<T>): Promise<T> {
  let done = false
  const watched = promise.finally(() => {
    done = true
  })
  watched.catch(() => {})
  while (!done) await vi.advanceTimersByTimeAsync(50)
  return watched
}

describe('what failed in passing is sent again', () => {
  test('until it works', async () => {
    const { fetch, sent } = script(busy, busy, audio)
    expect(await settle(speak(fetch).bytes())).toEqual(pcm)
    expect(sent.length).toBe(3)
    expect([sent[1]! - sent[0]!, sent[2]! - sent[1]!]).toEqual([500, 1_000])
  })

  test('twice by default, then the error says how often', async () => {
    const { fetch, sent } = script(busy)
    await expect(settle(speak(fetch).bytes())).rejects.toMatchObject({ name: 'APIError', attempts: 3 })
    expect(sent.length).toBe(3)
  })

  test('as often as the option says', async () => {
    const { fetch, sent } = script(busy)
    await expect(settle(speak(fetch, { retry: { limit: 4 } }).bytes())).rejects.toMatchObject({ attempts: 5 })
    expect(sent.length).toBe(5)
  })

  test('not at all with retry: false', async () => {
    const { fetch, sent } = script(busy)
    await expect(settle(speak(fetch, { retry: false }).bytes())).rejects.toMatchObject({ attempts: 1 })
    expect(sent.length).toBe(1)
  })

  test('a broken connection too', async () => {
    let count = 0
    const fetch: Fetch = async () => {
      if (++count === 1) throw new TypeError('fetch failed', { cause: { code: 'ECONNRESET' } })
      return audio()
    }
    expect(await settle(speak(fetch).bytes())).toEqual(pcm)
  })
})

test('what cannot work is sent once', async () => {
  const { fetch, sent } = script(() => new Response('{}', { status: 400 }))
  await expect(settle(speak(fetch).bytes())).rejects.toMatchObject({ attempts: 1 })
  expect(sent.length).toBe(1)
})

test('a certificate that is not trusted is not tried again', async () => {
  let count = 0
  const fetch: Fetch = async () => {
    count++
    throw new TypeError('fetch failed', { cause: { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' } })
  }
  await expect(settle(speak(fetch).bytes())).rejects.toMatchObject({ name: 'NetworkError', retryable: false })
  expect(count).toBe(1)
})

describe('Retry-After', () => {
  test.each<[string, Record<string, string>, number]>([
    ['seconds', { 'retry-after': '2' }, 2_000],
    ['zero', { 'retry-after': '0' }, 0],
    ['milliseconds', { 'retry-after-ms': '120', 'retry-after': '9' }, 120],
    ['a date in the past', { 'retry-after': 'Wed, 21 Oct 2015 07:28:00 GMT' }, 0],
    ['negative: as if missing', { 'retry-after': '-5' }, 500],
    ['NaN: as if missing', { 'retry-after': 'NaN' }, 500],
    ['hexadecimal: as if missing', { 'retry-after': '0x10' }, 500],
  ])('in %s', async (_, headers, wait) => {
    const { fetch, sent } = script(() => busy(headers), audio)
    await settle(speak(fetch).bytes())
    expect(sent[1]! - sent[0]!).toBe(wait)
  })

  test('as a date', async () => {
    vi.setSystemTime('2026-01-01T00:00:00Z')
    const { fetch, sent } = script(() => busy({ 'retry-after': 'Thu, 01 Jan 2026 00:00:07 GMT' }), audio)
    await settle(speak(fetch).bytes())
    expect(sent[1]! - sent[0]!).toBe(7_000)
  })

  test('above a minute is not waited for, and the error carries it', async () => {
    const { fetch, sent } = script(() => busy({ 'retry-after': '61' }))
    await expect(settle(speak(fetch).bytes())).rejects.toMatchObject({ retryAfter: 61_000, retryable: true })
    expect(sent.length).toBe(1)
  })
})

describe('a body that breaks', () => {
  const broken = (first: Uint8Array<ArrayBuffer>) => () => {
    const chunks = [first]
    return new Response(
      new ReadableStream({
        pull: controller => {
          const chunk = chunks.shift()
          if (chunk) controller.enqueue(chunk)
          else controller.error(new TypeError('terminated'))
        },
      }),
    )
  }

  test('is asked for again while nothing was handed out', async () => {
    const { fetch, sent } = script(broken(pcm), audio)
    expect(await settle(speak(fetch).bytes())).toEqual(pcm)
    expect(sent.length).toBe(2)
  })

  test('is an error once a byte was handed out, and every byte before it was true', async () => {
    const { fetch, sent } = script(broken(pcm), audio)
    const heard: Uint8Array[] = []
    const read = async () => {
      for await (const bytes of speak(fetch)) heard.push(bytes)
    }
    await expect(settle(read())).rejects.toMatchObject({ name: 'NetworkError', attempts: 1 })
    expect(heard).toEqual([pcm])
    expect(sent.length).toBe(1)
  })
})

test('cancelling ends the wait between attempts with the reason, and sends nothing more', async () => {
  const { fetch, sent } = script(busy)
  const controller = new AbortController()
  const speech = createSpeechClient({ fetch }).synthesize('Hi.', { format: 'pcm', signal: controller.signal })
  const bytes = speech.bytes()
  const reason = new Error('enough')
  await vi.advanceTimersByTimeAsync(100)
  controller.abort(reason)
  await expect(bytes).rejects.toBe(reason)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(sent.length).toBe(1)
  expect(vi.getTimerCount()).toBe(0)
})
