import type { Bytes } from '@outloud/core'
import { tones } from '../../audio/tones.ts'
import { endless, hundredMegabytes } from '../bodies.ts'
import type { Expected, FaultCase } from '../case.ts'

/** About 64 KiB of valid frames, to be repeated. */
const frames: Bytes = new Uint8Array(Buffer.concat(Array.from({ length: 14 }, () => tones.mp3)))

const tooLong: Expected = {
  outcome: 'InvalidResponseError',
  requests: 1,
  status: 200,
  reason: 'oversize',
  retryable: false,
  abandoned: true,
}

/** Answers larger than anything that was asked for, against the default of 64 MiB. */
export const sizeCases: readonly FaultCase[] = [
  {
    name: '200 with audio that never ends',
    group: 'size',
    answers: [endless(200, { type: 'audio/mpeg', data: frames })],
    expect: tooLong,
    streamed: { partial: 'any' },
  },
  {
    name: '200 with 100 MB of samples',
    group: 'size',
    format: 'pcm',
    answers: [hundredMegabytes(200, { type: 'audio/pcm', data: new Uint8Array(50_000) })],
    expect: tooLong,
    streamed: { partial: 'any' },
  },
  {
    name: '200 with a page that never ends',
    group: 'size',
    answers: [
      endless(200, { type: 'text/html', data: new Uint8Array(Buffer.from('<p>Please wait.</p>\n'.repeat(3_000))) }),
    ],
    expect: { ...tooLong, reason: 'html' },
  },
]
