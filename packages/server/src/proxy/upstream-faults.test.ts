import { inspect } from 'node:util'
import { isSpeechError } from '@outloud/core'
import { createFaultServer, type Expected, type FaultCase, faults } from '@outloud/testing'
import { describe, expect, test } from 'vitest'
import { bodyOf, eventsIn } from '../../test/events.ts'
import { ask, key, proxied, spoken } from '../../test/proxies.ts'
import { errorOf } from '../../test/requests.ts'

/** Faults that do not pass by themselves, so that one request meets them: of bodies and statuses, not every pair. */
const lasting = faults.filter(
  ({ answers, group, clock, calls, name }) =>
    answers.length === 1 &&
    group !== 'abort' &&
    clock === undefined &&
    calls === undefined &&
    (group !== 'status' || /^(401|429|500) | with JSON$/.test(name)),
)
const groups = [...new Set(lasting.map(({ group }) => group))]

/** All that a caller is ever told of the speech service. */
const sentences = [
  'The speech service answered with something that is not speech',
  'The speech service asks to wait',
  'The speech service cannot be reached',
  'The speech service failed',
  'The speech service refused this request',
  'The speech service refused this request as too large',
  'The speech service took too long',
]
const fields = [null, 'input', 'instructions', 'model', 'response_format', 'speed', 'voice']
const headers = [
  'access-control-allow-origin',
  'access-control-expose-headers',
  'cache-control',
  'content-type',
  'retry-after',
  'vary',
  'x-content-type-options',
  'x-request-id',
  'x-should-retry',
]

const statuses: Readonly<Record<number, number>> = { 400: 400, 413: 413, 422: 400, 429: 429 }
const statusOf = ({ outcome, status = 0 }: Expected): number => {
  if (outcome === 'APIError') return statuses[status] ?? 502
  return outcome === 'TimeoutError' ? 504 : 502
}

/** Eight characters of a key are as good as the whole. */
const shows = (value: unknown): boolean => {
  const shown = [inspect(value, { depth: 8, maxStringLength: null }), JSON.stringify(value), String(value)].join('\n')
  return Array.from({ length: key.length - 7 }, (_, at) => key.slice(at, at + 8)).some(part => shown.includes(part))
}

/** One request through a proxy whose speech service has this fault. */
async function meet({ client = {}, format = 'mp3', streamFormat, ...fault }: FaultCase) {
  const server = await createFaultServer(fault)
  const told: unknown[] = []
  const { proxy } = proxied({
    baseURL: `${server.url}/v1`,
    fetch: undefined,
    timeout: client.timeout,
    allow: { formats: ['mp3', 'opus', 'aac', 'flac', 'wav', 'pcm'] },
    onError: error => told.push(error),
  })
  try {
    const response = await proxy.fetch(ask({ ...spoken, response_format: format, stream_format: streamFormat }))
    const names = [...response.headers.keys()]
    if (response.status !== 200) return { told, names, response, error: await errorOf(response.clone()) }
    const { broke, body } = await bodyOf(response)
    if (response.headers.get('content-type') !== 'text/event-stream')
      return { told, names, response, audio: body, broke }
    const events = eventsIn(body)
    const audio = Buffer.concat(events.map(({ audio = '' }) => Buffer.from(audio, 'base64')))
    return { told, names, response, audio, broke, last: events.at(-1) }
  } finally {
    expect(server.elsewhere).toEqual([])
    expect(server.requests.length).toBeLessThanOrEqual(1)
    await server.close()
  }
}

describe.each(groups)('a speech service that is not as it should be: %s', group => {
  test.concurrent.each(lasting.filter(fault => fault.group === group))('$name', async fault => {
    const expected: Expected = { ...fault.expect, ...fault.streamed }
    const { told, names, response, error, audio, broke, last } = await meet(fault)
    expect(names.filter(name => !headers.includes(name))).toEqual([])
    expect(shows([told, error, broke, last, [...response.headers]])).toBe(false)
    if (expected.outcome === 'audio') {
      expect({ status: response.status, broke, told }).toEqual({ status: 200, broke: undefined, told: [] })
      if (expected.audio !== undefined) expect(audio?.equals(expected.audio)).toBe(true)
      return
    }
    expect(told).toEqual([expect.toSatisfy(error => isSpeechError(error) && error.name === expected.outcome)])
    if (expected.partial !== undefined) {
      // Some of it was on its way: what was handed out is a beginning of it, and then it breaks.
      expect(response.status).toBe(200)
      expect(broke).toMatchObject({ message: expect.stringMatching(/^The speech broke off \(request id: req_/) })
      expect(broke).not.toHaveProperty('cause')
      if (last !== undefined) {
        expect(last).toEqual({ type: 'speech.audio.error', error: expect.anything() })
        expect(sentences).toContain(last.error?.message.replace(/ \(request id: req_[\da-f]{24}\)$/, ''))
      }
      expect(audio!.length).toBeGreaterThan(0)
      if (expected.partial !== 'any') {
        expect(Buffer.from(expected.partial).subarray(0, audio!.length).equals(audio!)).toBe(true)
      }
      return
    }
    expect(response.status).toBe(statusOf(expected))
    expect(sentences).toContain(error!.message)
    expect(fields).toContain(error!.param)
    if (expected.retryable !== undefined) {
      expect(response.headers.get('x-should-retry')).toBe(String(expected.retryable))
    }
    if (response.status === 429) expect(response.headers.get('retry-after')).toMatch(/^[1-9]\d{0,4}$/)
  })
})
