import { createSpeechClient, type Fetch } from '@outloud/core'
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { receive, secrets } from './call.ts'
import { type FaultCase, respondTo } from './case.ts'
import { faults } from './cases.ts'
import { judgeReceived, judgeSeen } from './judge.ts'
import type { Seen, SeenRequest } from './seen.ts'
import { toBytes } from './step.ts'
import { watchTimers } from './timers.ts'

/** The answers of a case without a network, which would not wait for the clock. */
function inProcess(fault: FaultCase): { readonly fetch: Fetch; readonly seen: Seen } {
  const requests: SeenRequest[] = []
  const origin = 'http://in-process.invalid'
  const fetch: Fetch = async (url, init) => {
    const { method, headers } = new Request(url, init)
    const now = performance.now()
    const request: SeenRequest = {
      index: requests.length,
      connection: 0,
      method,
      path: new URL(url).pathname,
      headers: Object.fromEntries(headers),
      body: String(init.body),
      at: now,
      sent: 0,
      finishedAt: now,
      abandonedAt: undefined,
    }
    requests.push(request)
    const steps = respondTo(fault)({ request, origin, elsewhere: origin })
    return responseOf(Buffer.concat(steps.map(step => toBytes(step.type === 'write' ? step.data : ''))))
  }
  return { fetch, seen: { requests, connections: [], elsewhere: [] } }
}

/** An answer as it is on the wire, with a length and all in one piece. */
function responseOf(wire: Buffer<ArrayBuffer>): Response {
  const end = wire.indexOf('\r\n\r\n')
  const [statusLine = '', ...lines] = wire.toString('latin1', 0, end).split('\r\n')
  const headers = lines.map(line => line.split(': ') as [string, string])
  return new Response(wire.subarray(end + 4), { status: Number(statusLine.split(' ')[1]), headers })
}

/** Runs the fake clock until the promise settles, at most two minutes of it. */
async function settle<Result>(promise: Promise<Result>): Promise<Result> {
  let settled = false
  const watched = promise.finally(() => {
    settled = true
  })
  for (let time = 0; time < 120_000 && !settled; time += 50) await vi.advanceTimersByTimeAsync(50)
  return watched
}

// What reads an error answer is loaded with the first one: that takes time, and no clock here waits for it.
beforeAll(() =>
  createSpeechClient({ fetch: async () => new Response('{}', { status: 400 }) })
    .synthesize('Hi.')
    .bytes()
    .catch(() => {}),
)

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const cases = faults.filter(({ clock }) => clock === 'fake')

describe.each(['buffered', 'streamed'] as const)('on a fake clock, %s', mode => {
  test.each(cases)('$name', async fault => {
    const { fetch, seen } = inProcess(fault)
    const timers = watchTimers()
    const client = createSpeechClient({ apiKey: secrets.key, fetch, ...fault.client })
    const received = await settle(receive(fault, { client, mode, timers, until: async () => {} }))
    timers.restore()

    const call = judgeReceived(fault, mode, received)
    expect(call.actual).toEqual(call.expected)
    const server = judgeSeen(fault, mode, seen)
    expect(server.actual).toEqual(server.expected)
  })
})

test('there are cases for the fake clock', () => {
  expect(cases.map(({ name }) => name)).toEqual(['429 once, Retry-After: 60', '503 once, Retry-After: 60'])
})
