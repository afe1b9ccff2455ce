import { afterEach, beforeEach, expect, test } from 'vitest'
import { type TimerWatch, watchTimers } from './timers.ts'

const original = globalThis.setTimeout
let timers: TimerWatch
beforeEach(() => {
  timers = watchTimers()
})
afterEach(() => timers.restore())

test('counts what the watched code started, and what follows from it', async () => {
  const elsewhere = setTimeout(() => {}, 60_000)
  const { result, pending } = timers.track(async () => {
    const first = setTimeout(() => {}, 60_000)
    await Promise.resolve()
    return [first, setTimeout(() => {}, 60_000)]
  })
  const started = await result
  expect(pending()).toBe(2)
  for (const timer of [elsewhere, ...started]) clearTimeout(timer)
})

test('forgets what fired and what was cleared, and does not count what holds nothing up', async () => {
  const { result, pending } = timers.track(() => {
    clearTimeout(setTimeout(() => {}, 60_000))
    setTimeout(() => {}, 60_000).unref()
    return new Promise<string>(resolve => setTimeout(resolve, 1, 'fired'))
  })
  expect(pending()).toBe(1)
  expect(await result).toBe('fired')
  expect(pending()).toBe(0)
})

test('gives the functions back', () => {
  expect(globalThis.setTimeout).not.toBe(original)
  timers.restore()
  expect(globalThis.setTimeout).toBe(original)
})
