import { tones } from '../../audio/tones.ts'
import { answer, speech } from '../answer.ts'
import type { FaultCase } from '../case.ts'
import type { Seen } from '../seen.ts'
import { hang, type Step } from '../step.ts'

const { mp3 } = tones
const piece = 1_152

/** With `connection: close` the client closes once it has the whole answer, and the server sees that. */
const later = (status: number): readonly Step[] =>
  answer({ status, headers: { 'retry-after': '30', connection: 'close' } })

interface AbortCase extends Omit<FaultCase, 'name' | 'group' | 'abort'> {
  readonly when: ((seen: Seen) => boolean) | undefined
}

const cases: Readonly<Record<string, AbortCase>> = {
  'before the call': {
    when: undefined,
    answers: [speech()],
    expect: { outcome: 'abort', requests: 0, connections: 0 },
  },
  'while connecting': {
    when: seen => seen.connections.length === 1,
    origin: 'silent-tls',
    answers: [],
    expect: { outcome: 'abort', requests: 0, connections: 1 },
  },
  'while waiting for the head': {
    when: seen => seen.requests.length === 1,
    answers: [[hang]],
    expect: { outcome: 'abort', requests: 1, abandoned: true },
  },
  'between the head and the body': {
    when: seen => (seen.requests[0]?.sent ?? 0) > 0,
    answers: [[...speech('mp3', { body: '', announced: mp3.length }), hang]],
    expect: { outcome: 'abort', requests: 1, abandoned: true },
  },
  'within the body': {
    // Three pieces of 1 152 bytes: with the third on its way the first has been handed out.
    when: seen => (seen.requests[0]?.sent ?? 0) > 3 * piece,
    answers: [
      [
        ...speech('mp3', { body: [0, 1, 2].map(at => mp3.slice(at * piece, (at + 1) * piece)), announced: mp3.length }),
        hang,
      ],
    ],
    expect: { outcome: 'abort', requests: 1, abandoned: true },
    streamed: { partial: mp3.slice(0, 3 * piece) },
  },
  'in the back-off after 503': {
    when: seen => seen.connections[0]?.closedBy === 'client',
    answers: [later(503), speech()],
    expect: { outcome: 'abort', requests: 1 },
  },
  'in the back-off after 429': {
    when: seen => seen.connections[0]?.closedBy === 'client',
    answers: [later(429), speech()],
    expect: { outcome: 'abort', requests: 1 },
  },
}

/** One case for every phase of a call. */
export const abortCases: readonly FaultCase[] = Object.entries(cases).map(
  ([name, { when, ...rest }]): FaultCase => ({ name: `abort ${name}`, group: 'abort', abort: { when }, ...rest }),
)
