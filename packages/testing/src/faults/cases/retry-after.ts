import { tones } from '../../audio/tones.ts'
import { answer, speech } from '../answer.ts'
import type { Expected, FaultCase } from '../case.ts'
import type { Step } from '../step.ts'

type Headers = Readonly<Record<string, string>>

/** The statuses that come with a wait. */
const statuses = [429, 503] as const

const busy = (status: number, headers: Headers): readonly Step[] =>
  answer({ status, type: 'application/json', headers, body: '{"error":{"message":"Busy","code":"busy"}}' })

/** A date in the only form that HTTP sends. */
const inSeconds = (seconds: number): string => new Date(Date.now() + seconds * 1_000).toUTCString()

/** More than any back-off of the client's own, less than what a misread header would make of it. */
const soon = 5_000

/** Waits that are honoured: refused once, audio after the wait. Headers with a date are made when they are sent. */
const honoured: readonly { name: string; headers: () => Headers; wait: readonly [number, number] }[] = [
  { name: 'Retry-After: 1', headers: () => ({ 'retry-after': '1' }), wait: [1_000, soon] },
  { name: 'Retry-After: 0', headers: () => ({ 'retry-after': '0' }), wait: [0, soon] },
  { name: 'retry-after-ms: 20', headers: () => ({ 'retry-after-ms': '20' }), wait: [20, soon] },
  { name: 'retry-after-ms: 700.5', headers: () => ({ 'retry-after-ms': '700.5' }), wait: [700, soon] },
  // A date has no fractions of a second, so up to one of the two is lost.
  { name: 'Retry-After as a date in 2 s', headers: () => ({ 'retry-after': inSeconds(2) }), wait: [900, soon] },
  { name: 'Retry-After as a date gone by', headers: () => ({ 'retry-after': inSeconds(-3_600) }), wait: [0, soon] },
  {
    name: 'retry-after-ms: 20 against Retry-After: 50',
    headers: () => ({ 'retry-after': '50', 'retry-after-ms': '20' }),
    wait: [20, soon],
  },
  {
    name: 'an unreadable retry-after-ms and Retry-After: 1',
    headers: () => ({ 'retry-after-ms': 'soon', 'retry-after': '1' }),
    wait: [1_000, soon],
  },
]

/** Values that say nothing: the client waits as if there were none, and the error has no `retryAfter`. */
const unreadable: Readonly<Record<string, Headers>> = {
  'Retry-After: -1': { 'retry-after': '-1' },
  'Retry-After: NaN': { 'retry-after': 'NaN' },
  'Retry-After: Infinity': { 'retry-after': 'Infinity' },
  'Retry-After: 0x10': { 'retry-after': '0x10' },
  'Retry-After: 1e3': { 'retry-after': '1e3' },
  'Retry-After: +10': { 'retry-after': '+10' },
  'Retry-After: 10s': { 'retry-after': '10s' },
  'Retry-After: soon': { 'retry-after': 'soon' },
  'Retry-After without a value': { 'retry-after': '' },
  'Retry-After as a date that is none': { 'retry-after': 'Wed, 99 Foo 2099 77:00:00 GMT' },
  'Retry-After as an ISO date': { 'retry-after': '2099-01-01T00:00:00Z' },
  // Two fields of the name, which arrive as one joined by a comma.
  'Retry-After twice': { 'retry-after': '20', 'Retry-After': '30' },
  'retry-after-ms: -20': { 'retry-after-ms': '-20' },
  'retry-after-ms: 0x4e20': { 'retry-after-ms': '0x4e20' },
}

/** Waits over 60 s: nothing is sent again, the error carries them. */
const tooLong: readonly { name: string; headers: () => Headers; retryAfter?: number }[] = [
  { name: 'Retry-After: 61', headers: () => ({ 'retry-after': '61' }), retryAfter: 61_000 },
  { name: 'retry-after-ms: 60001', headers: () => ({ 'retry-after-ms': '60001' }), retryAfter: 60_001 },
  { name: 'Retry-After: 86400', headers: () => ({ 'retry-after': '86400' }), retryAfter: 86_400_000 },
  // More than a timer holds: passed on to one, it would fire at once.
  { name: 'Retry-After: 2147484', headers: () => ({ 'retry-after': '2147484' }), retryAfter: 2_147_484_000 },
  { name: 'Retry-After: 999999999999', headers: () => ({ 'retry-after': '999999999999' }) },
  { name: 'Retry-After as a date in 2099', headers: () => ({ 'retry-after': 'Thu, 01 Jan 2099 00:00:00 GMT' }) },
]

const impatient = { limit: { patience: 0 } } as const

const lasting = (status: number, name: string, headers: () => Headers, expect: Partial<Expected>): FaultCase => ({
  name: `${status} lasting, ${name}`,
  group: 'retry-after',
  answers: [() => busy(status, headers())],
  client: impatient,
  expect: { outcome: 'APIError', requests: 3, status, retryable: true, code: 'busy', ...expect },
})

/** 429 and 503 with every form of Retry-After, readable and not. */
export const retryAfterCases: readonly FaultCase[] = statuses.flatMap(status => [
  ...honoured.map(
    ({ name, headers, wait }): FaultCase => ({
      name: `${status} once, ${name}`,
      group: 'retry-after',
      answers: [() => busy(status, headers()), speech()],
      expect: { outcome: 'audio', requests: 2, audio: tones.mp3, wait },
    }),
  ),
  {
    name: `${status} once, Retry-After: 60`,
    group: 'retry-after',
    answers: [busy(status, { 'retry-after': '60' }), speech()],
    clock: 'fake',
    expect: { outcome: 'audio', requests: 2, audio: tones.mp3, wait: [60_000, 61_000] },
  },
  lasting(status, 'retry-after-ms: 20', () => ({ 'retry-after-ms': '20' }), { retryAfter: 20, wait: [20, soon] }),
  lasting(status, 'Retry-After: 0', () => ({ 'retry-after': '0' }), { retryAfter: 0 }),
  lasting(status, 'no Retry-After', () => ({}), { retryAfter: undefined, wait: [0, soon] }),
  ...Object.entries(unreadable).map(([name, headers]) =>
    lasting(status, name, () => headers, { retryAfter: undefined, wait: [0, soon] }),
  ),
  ...tooLong.map(({ name, headers, retryAfter }) =>
    lasting(status, name, headers, { requests: 1, ...(retryAfter === undefined ? {} : { retryAfter }) }),
  ),
])
