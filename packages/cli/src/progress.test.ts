import { PassThrough } from 'node:stream'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { withProgress } from './progress.ts'

beforeEach(() => vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] }))
afterEach(() => vi.useRealTimers())

async function shownIn(milliseconds: number, { terminal }: { terminal: boolean }) {
  const stderr = Object.assign(new PassThrough(), { isTTY: terminal })
  let finish = () => {}
  const work = new Promise<void>(resolve => {
    finish = resolve
  })
  const done = withProgress(
    { stderr },
    () => 'so far',
    () => work,
  )
  vi.advanceTimersByTime(milliseconds)
  const during = String(stderr.read() ?? '')
  finish()
  await done
  return { during, after: String(stderr.read() ?? ''), timers: vi.getTimerCount() }
}

it('shows long work on a terminal and takes its line away', async () => {
  expect(await shownIn(1_200, { terminal: true })).toEqual({
    during: '\routloud: so far\x1b[K\routloud: so far\x1b[K',
    after: '\r\x1b[K',
    timers: 0,
  })
})

it('is silent about short work', async () => {
  expect(await shownIn(900, { terminal: true })).toEqual({ during: '', after: '', timers: 0 })
})

it('is silent where nobody looks', async () => {
  expect(await shownIn(60_000, { terminal: false })).toEqual({ during: '', after: '', timers: 0 })
})
