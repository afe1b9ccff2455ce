import { tones } from '../../audio/tones.ts'
import { gap, head, speech } from '../answer.ts'
import type { FaultCase } from '../case.ts'
import type { SeenRequest } from '../seen.ts'
import { end, pause, reset, type Step, write } from '../step.ts'

const { mp3 } = tones
const half = mp3.slice(0, mp3.length >> 1)
const halfHead = write('HTTP/1.1 200 OK\r\ncontent-type: audio/mp')
const halfBody = speech('mp3', { body: half, announced: mp3.length })

/** Ways in which a connection ends before there is anything to hand out. */
const early: Readonly<Record<string, readonly Step[]>> = {
  'reset before the head': [reset],
  'closed before the head': [end],
  'reset within the head': [halfHead, pause(gap), reset],
  'closed within the head': [halfHead, pause(gap), end],
  'reset after the head': [head(200, { 'content-type': 'audio/mpeg', 'content-length': '4608' }), pause(gap), reset],
  'an answer that is not HTTP': [write('SSH-2.0-OpenSSH_9.2\r\n'), pause(gap), end],
}

const resetWithinBody: readonly Step[] = [...halfBody, pause(gap), reset]

const echo = ({ method, path, headers, body }: SeenRequest): string => {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  return `${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body}`
}

/** Connections that break, or are never made. What is not the server's choice is asked for again. */
export const connectionCases: readonly FaultCase[] = [
  ...Object.entries(early).flatMap(([name, answer]): readonly FaultCase[] => [
    {
      name,
      group: 'connection',
      answers: [answer],
      expect: { outcome: 'NetworkError', requests: 3, retryable: true },
    },
    {
      name: `${name} once, then fine`,
      group: 'connection',
      answers: [answer, speech()],
      expect: { outcome: 'audio', requests: 2, audio: mp3 },
    },
  ]),
  {
    name: 'reset within the body',
    group: 'connection',
    answers: [resetWithinBody],
    expect: { outcome: 'NetworkError', requests: 3, retryable: true },
    streamed: { requests: 1, partial: half },
  },
  {
    name: 'reset within the body once, then fine',
    group: 'connection',
    answers: [resetWithinBody, speech()],
    expect: { outcome: 'audio', requests: 2, audio: mp3 },
    streamed: { outcome: 'NetworkError', requests: 1, partial: half },
  },
  {
    // What came is often kept with the parser's error, and here it is the request itself.
    name: 'an echo of the request',
    group: 'connection',
    answers: [({ request }) => [write(echo(request)), pause(gap), end]],
    expect: { outcome: 'NetworkError', requests: 3, retryable: true },
  },
  {
    name: 'keep-alive closed between two calls',
    group: 'connection',
    answers: [[...speech(), pause(gap), end]],
    calls: 2,
    expect: { outcome: 'audio', requests: 2, audio: mp3, connections: 2 },
  },
  {
    // What a pool meets when the server's idle timer fires while the next request is on its way.
    name: 'keep-alive reset under the second call',
    group: 'connection',
    answers: [speech(), [reset], speech()],
    calls: 2,
    expect: { outcome: 'audio', requests: 3, audio: mp3, connections: 2 },
  },
  {
    name: 'every connection reset when it is made',
    group: 'connection',
    origin: 'slammed',
    answers: [],
    expect: { outcome: 'NetworkError', requests: 0, attempts: 3, retryable: true, connections: 3 },
  },
  {
    name: 'connection refused',
    group: 'connection',
    origin: 'refused',
    answers: [],
    expect: { outcome: 'NetworkError', requests: 0, attempts: 3, retryable: true, message: 'ECONNREFUSED' },
  },
  {
    name: 'a name that does not resolve',
    group: 'connection',
    origin: 'unresolvable',
    answers: [],
    expect: { outcome: 'NetworkError', requests: 0, attempts: 3, retryable: true },
  },
  {
    name: 'a self-signed certificate',
    group: 'connection',
    origin: 'self-signed',
    answers: [speech()],
    expect: { outcome: 'NetworkError', requests: 0, attempts: 1, retryable: false, connections: 1 },
  },
]
