import { PassThrough } from 'node:stream'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { withProgress } from './progress.ts'
import { progressLine } from './progress-line.ts'

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

it('says how long the rest takes by what was sent for, not by what was kept', () => {
  const far = { done: 10, segments: 50, cached: 8, received: 0, written: 0, seconds: 3_725, waited: 4_000 }
  const line = (characters: { asked: number; left: number | undefined }) => progressLine({ ...far, characters }, 'mp3')
  expect(line({ asked: 200, left: 8_000 })).toBe(
    '10 of 50 segments, 8 of them from the cache, 1:02:05 of audio, 2:40 to go',
  )
  expect(line({ asked: 200, left: 0 })).not.toContain('to go')
  expect(line({ asked: 0, left: 8_000 })).not.toContain('to go')
  expect(line({ asked: 200, left: undefined })).not.toContain('to go')
})
