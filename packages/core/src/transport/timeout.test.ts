import { createSpeechClient, type Fetch } from '@outloud/core'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const chunk = new Uint8Array(32).fill(0x80)

/** Answers with a chunk after each of these waits, in milliseconds; `Infinity` never comes. */
const after =
  (...waits: number[]): Fetch =>
  async (_url, { signal }) => {
    const late = [...waits]
    const body = new ReadableStream<Uint8Array>(
      {
        pull: async controller => {
          const wait = late.shift()
          if (wait === undefined) return controller.close()
          await new Promise<void>((resolve, reject) => {
            const timer = wait === Number.POSITIVE_INFINITY ? undefined : setTimeout(resolve, wait)
            const abort = () => {
              clearTimeout(timer)
              reject(signal?.reason)
            }
            signal?.addEventListener('abort', abort, { once: true })
          })
          controller.enqueue(chunk)
        },
      },
      { highWaterMark: 0 },
    )
    return new Response(body)
  }

const speak = (fetch: Fetch, timeout: object | number, signal?: AbortSignal) =>
  createSpeechClient({ fetch, timeout, retry: false }).synthesize('Hi.', { format: 'pcm', signal })

async function outcome(promise: Promise<unknown>, milliseconds: number) {
  const settled = vi.fn()
  promise.then(settled, settled)
  await vi.advanceTimersByTimeAsync(milliseconds - 1)
  expect(settled).not.toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(1)
  expect(settled).toHaveBeenCalledOnce()
  return settled.mock.calls[0]![0] as unknown
}

describe('each phase has its limit', () => {
  test('firstByte: nothing comes', async () => {
    const error = await outcome(speak(after(Number.POSITIVE_INFINITY), { firstByte: 800 }).bytes(), 800)
    expect(error).toMatchObject({ name: 'TimeoutError', phase: 'firstByte', timeout: 800, attempts: 1 })
  })

  test('firstByte holds for a fetch that never answers and ignores its signal', async () => {
    const error = await outcome(speak(() => new Promise(() => {}), { firstByte: 800 }).bytes(), 800)
    expect(error).toMatchObject({ phase: 'firstByte' })
  })

  test('idle: it begins and stops', async () => {
    const error = await outcome(speak(after(10, Number.POSITIVE_INFINITY), { idle: 300 }).bytes(), 310)
    expect(error).toMatchObject({ phase: 'idle', timeout: 300 })
  })

  test('attempt: it never stops coming', async () => {
    const error = await outcome(speak(after(...new Array<number>(99).fill(100)), 1_000).bytes(), 1_000)
    expect(error).toMatchObject({ phase: 'attempt', timeout: 1_000, retryable: true })
  })

  test('total: outside the retries', async () => {
    const client = createSpeechClient({
      fetch: after(Number.POSITIVE_INFINITY),
      timeout: { firstByte: 400, total: 900 },
    })
    const error = await outcome(client.synthesize('Hi.', { format: 'pcm' }).bytes(), 900)
    expect(error).toMatchObject({ phase: 'total', retryable: false })
  })
})

test('a slow answer that keeps coming is healthy', async () => {
  const speech = speak(after(900, 900, 900, 900), { firstByte: 1_000, idle: 1_000 })
  const bytes = speech.bytes()
  await vi.advanceTimersByTimeAsync(3_600)
  expect((await bytes).length).toBe(4 * chunk.length)
})

test('a reader that pauses is no stall', async () => {
  const chunks = speak(after(1, 1, 1), { idle: 100 })[Symbol.asyncIterator]()
  const first = chunks.next()
  await vi.advanceTimersByTimeAsync(1)
  await first
  await vi.advanceTimersByTimeAsync(60_000)
  const second = chunks.next()
  await vi.advanceTimersByTimeAsync(1)
  expect((await second).value).toEqual(chunk)
  await chunks.return?.()
})

test('no timer is left, whether it ended well, badly or early', async () => {
  const signal = new AbortController().signal
  const timeout = { firstByte: 500, idle: 500, attempt: 5_000, total: 9_000 }
  const well = speak(after(1), timeout, signal).bytes()
  await vi.advanceTimersByTimeAsync(10)
  await well
  expect(vi.getTimerCount()).toBe(0)

  const badly = speak(after(Number.POSITIVE_INFINITY), timeout, signal).bytes()
  await outcome(badly, 500)
  expect(vi.getTimerCount()).toBe(0)

  const early = speak(after(1, 1, 1), timeout, signal)[Symbol.asyncIterator]()
  const first = early.next()
  await vi.advanceTimersByTimeAsync(1)
  await first
  await early.return?.()
  expect(vi.getTimerCount()).toBe(0)
})
