import { isSpeechError } from '@outloud/core'
import { type Mode, type Received, secrets } from './call.ts'
import type { Expected, FaultCase } from './case.ts'
import type { Seen, SeenRequest } from './seen.ts'

/** The most that a case allows, in characters and milliseconds. */
const most = { message: 1_000, body: 64 * 1024, settling: 500 } as const

/** Timers of Node may fire so many milliseconds early. */
const early = 2

/** Fields of an error that are compared as they are. */
const fields = [
  'status',
  'code',
  'type',
  'param',
  'requestId',
  'retryAfter',
  'retryable',
  'reason',
  'phase',
] as const satisfies readonly (keyof Expected)[]

/** What was found beside what should have been, under the same names. */
export interface Verdict {
  readonly actual: Readonly<Record<string, unknown>>
  readonly expected: Readonly<Record<string, unknown>>
}

type Finding = readonly [name: string, actual: unknown, expected: unknown]

const verdict = (findings: readonly Finding[]): Verdict => ({
  actual: Object.fromEntries(findings.map(([name, actual]) => [name, actual])),
  expected: Object.fromEntries(findings.map(([name, , expected]) => [name, expected])),
})

/** What a case expects of a caller who reads in this way. */
export const expectedOf = ({ expect, streamed }: FaultCase, mode: Mode): Expected =>
  mode === 'streamed' ? { ...expect, ...streamed } : expect

/** Judges one call by what its caller got. */
export function judgeReceived(fault: FaultCase, mode: Mode, received: Received): Verdict {
  const expected = expectedOf(fault, mode)
  const { outcome, error, settledIn } = received
  return verdict([
    ['outcome', outcome, expected.outcome],
    ...judgeBytes(expected, received.bytes),
    ...(error === undefined ? [] : judgeError(expected, error)),
    ...(settledIn === undefined ? [] : [is('settled in time', settledIn <= most.settling)]),
    ['exposed', received.exposed, []],
    ['listeners left', received.listeners, 0],
    ['timers left', received.timers, 0],
  ])
}

/** Judges all calls of a case by what the server saw. */
export function judgeSeen(fault: FaultCase, mode: Mode, { requests, connections, elsewhere }: Seen): Verdict {
  const expected = expectedOf(fault, mode)
  const { calls = 1 } = fault
  const [first, second] = requests
  const findings: Finding[] = [
    ['requests', requests.length, expected.requests],
    ['requests elsewhere', elsewhere.length, 0],
    ['requests unlike the call', requests.filter(request => !isOurs(request)).length, 0],
    ['identities', new Set(requests.map(identityOf)).size, Math.min(calls, expected.requests)],
  ]
  if (expected.connections !== undefined) findings.push(['connections', connections.length, expected.connections])
  if (expected.abandoned !== undefined) {
    findings.push(['abandoned', requests.at(-1)?.abandonedAt !== undefined, expected.abandoned])
  }
  if (expected.wait !== undefined) {
    const [least, longest] = expected.wait
    const wait = (second?.at ?? Number.NaN) - (first?.finishedAt ?? Number.NaN)
    const inTime = wait >= least - early && wait <= longest
    findings.push(['wait', inTime ? 'in time' : wait, 'in time'])
  }
  return verdict(findings)
}

function judgeBytes({ outcome, audio, partial }: Expected, bytes: Buffer): readonly Finding[] {
  if (outcome === 'audio') return audio === undefined ? [] : [is('bytes of the audio', bytes.equals(audio))]
  if (partial === undefined) return [['bytes handed out', bytes.length, 0]]
  if (partial === 'any') return []
  const begins = bytes.length > 0 && bytes.equals(partial.subarray(0, bytes.length))
  return [is('beginning of the audio', begins)]
}

function judgeError(expected: Expected, error: unknown): readonly Finding[] {
  if (expected.outcome === 'abort') return []
  if (!isSpeechError(error)) return [['error', error, 'one of ours']]
  const own: Readonly<Record<string, unknown>> = { ...error }
  const { message } = error
  return [
    ['attempts', error.attempts, expected.attempts ?? expected.requests],
    ...fields.filter(field => field in expected).map((field): Finding => [field, own[field], expected[field]]),
    ['message', message.includes(expected.message ?? '') ? 'as expected' : message, 'as expected'],
    is('message of one line', !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(message)),
    is('message not too long', message.length <= most.message),
    is('body not too long', !(typeof own.body === 'string' && own.body.length > most.body)),
  ]
}

const is = (name: string, actual: boolean): Finding => [name, actual, true]

/** Every attempt sends what was asked for, the key with it. */
const isOurs = ({ method, path, headers, body }: SeenRequest): boolean =>
  method === 'POST' &&
  path === '/v1/audio/speech' &&
  headers.authorization === `Bearer ${secrets.key}` &&
  headers['accept-encoding'] === 'identity' &&
  headers['idempotency-key'] !== undefined &&
  body.includes(`"input":${JSON.stringify(secrets.text)}`)

/** What tells a server that two requests are attempts of one call. */
const identityOf = ({ headers }: SeenRequest): string | undefined => headers['idempotency-key']
