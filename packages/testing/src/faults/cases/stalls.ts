import type { Bytes } from '@outloud/core'
import { tones } from '../../audio/tones.ts'
import { chunk, head, lastChunk, speech } from '../answer.ts'
import type { FaultCase } from '../case.ts'
import { hang, pause, repeat, type Step, write } from '../step.ts'

const { mp3 } = tones
const half = mp3.slice(0, mp3.length >> 1)
const few = mp3.slice(0, 8)
const frame = mp3.slice(0, 192)
const chunked = head(200, { 'content-type': 'audio/mpeg', 'transfer-encoding': 'chunked' })

/** Short, but a machine with much else to do must not look like a silent server. */
const short = { firstByte: 1_000, idle: 1_000 } as const

/** More than any test waits. */
const manyTimes = 10_000

/** Silence before the first byte of the body. */
const silences: Readonly<Record<string, readonly Step[]>> = {
  'never answering': [hang],
  'half a status line, then silence': [write('HTTP/1.1 20'), hang],
  'a head that goes on for ever': [
    write('HTTP/1.1 200 OK\r\n'),
    repeat(new Uint8Array(Buffer.from('x: y\r\n')), { times: manyTimes, every: 20 }),
  ],
  'early hints, then silence': [head(103, { link: '</a>; rel=preload' }), hang],
  'the head, then silence': [...speech('mp3', { body: '', announced: mp3.length }), hang],
  'the head of a chunked answer, then silence': [chunked, hang],
}

const beforeFirstByte = Object.entries(silences).map(
  ([name, answer]): FaultCase => ({
    name,
    group: 'stall',
    answers: [answer],
    client: { timeout: short },
    expect: { outcome: 'TimeoutError', requests: 3, phase: 'firstByte', retryable: true, abandoned: true },
  }),
)

const drip = [chunked, repeat(chunk(frame), { times: manyTimes, every: 20 })]

/** No less than what drips before the limits below run out. */
const dripped: Bytes = new Uint8Array(Buffer.concat(Array.from({ length: 100 }, () => frame)))

/** Sixteen pieces with a pause before each: longer in all than `firstByte` and `idle`, never silent for a tenth of it. */
const slowly: readonly Step[] = [
  chunked,
  ...Array.from({ length: 16 }, (_, index) => [
    pause(150),
    write(chunk(mp3.slice(index * 288, (index + 1) * 288))),
  ]).flat(),
  write(lastChunk),
]

/** Servers that stop talking, or never stop. */
export const stallCases: readonly FaultCase[] = [
  ...beforeFirstByte,
  {
    name: 'never answering once, then fine',
    group: 'stall',
    answers: [[hang], speech()],
    client: { timeout: short },
    expect: { outcome: 'audio', requests: 2, audio: mp3 },
  },
  {
    name: '8 bytes, then silence',
    group: 'stall',
    answers: [[...speech('mp3', { body: few, announced: mp3.length }), hang]],
    client: { timeout: short },
    expect: { outcome: 'TimeoutError', requests: 3, phase: 'idle', retryable: true, abandoned: true },
  },
  {
    name: 'half a body, then silence',
    group: 'stall',
    answers: [[...speech('mp3', { body: half, announced: mp3.length }), hang]],
    client: { timeout: short },
    expect: { outcome: 'TimeoutError', requests: 3, phase: 'idle', retryable: true, abandoned: true },
    streamed: { requests: 1, partial: half },
  },
  {
    name: 'all audio, then silence instead of the last chunk',
    group: 'stall',
    answers: [[chunked, write(chunk(mp3)), hang]],
    client: { timeout: short },
    expect: { outcome: 'TimeoutError', requests: 3, phase: 'idle', retryable: true, abandoned: true },
    streamed: { requests: 1, partial: mp3 },
  },
  {
    name: 'an endless drip, against `total`',
    group: 'stall',
    answers: [drip],
    client: { timeout: { total: 1_200 } },
    expect: { outcome: 'TimeoutError', requests: 1, phase: 'total', retryable: false, abandoned: true },
    streamed: { partial: dripped },
  },
  {
    name: 'an endless drip, against `attempt`',
    group: 'stall',
    answers: [drip],
    client: { timeout: { attempt: 1_000 } },
    expect: { outcome: 'TimeoutError', requests: 3, phase: 'attempt', retryable: true, abandoned: true },
    streamed: { requests: 1, partial: dripped },
  },
  {
    name: 'a server that is slow and healthy',
    group: 'stall',
    answers: [slowly],
    client: { timeout: { firstByte: 2_000, idle: 2_000 } },
    expect: { outcome: 'audio', requests: 1, audio: mp3 },
  },
]
