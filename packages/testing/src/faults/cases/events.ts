import type { Bytes } from '@outloud/core'
import { cutTone } from '../../audio/cut.ts'
import { tones } from '../../audio/tones.ts'
import { type AnswerOptions, answer, chunk, gap, head, inHalves } from '../answer.ts'
import { endless, keyOf, letters } from '../bodies.ts'
import { secrets } from '../call.ts'
import type { Expected, FaultCase } from '../case.ts'
import { end, hang, pause, type Step, write } from '../step.ts'

const { mp3 } = tones
const [first, second] = inHalves(mp3)
const type = 'text/event-stream; charset=utf-8'

const event = (fields: object): string => `data: ${JSON.stringify(fields)}\n\n`
const delta = (bytes: Bytes): string =>
  event({ type: 'speech.audio.delta', audio: Buffer.from(bytes).toString('base64') })
const done = event({ type: 'speech.audio.done', usage: { input_tokens: 1, output_tokens: 2, total_tokens: 3 } })
const failed = (error: object): string => event({ type: 'speech.audio.error', error })

/** A stream of events as it goes on the wire. */
const stream = (body: NonNullable<AnswerOptions['body']>, options: AnswerOptions = {}): readonly Step[] =>
  answer({ type, body, framing: 'chunked', ...options })

const truncated: Expected = {
  outcome: 'InvalidResponseError',
  requests: 3,
  status: 200,
  reason: 'truncated',
  retryable: true,
}
const wrong = (reason: NonNullable<Expected['reason']>): Expected => ({
  outcome: 'InvalidResponseError',
  requests: 1,
  status: 200,
  reason,
  retryable: false,
})

type EventCase = Omit<FaultCase, 'group' | 'streamFormat' | 'answers'> & { readonly answer: readonly Step[] }

/** Streams that end too soon. Asked for again only while no byte has been handed out. */
const cut: readonly EventCase[] = [
  {
    name: 'half of the audio, then the end',
    answer: stream([delta(first), ': bye\n\n']),
    expect: truncated,
    streamed: { requests: 1, partial: first },
  },
  {
    name: 'all of the audio, and no word that it is all',
    answer: stream([delta(first), delta(second)]),
    expect: truncated,
    streamed: { requests: 1, partial: mp3 },
  },
  {
    name: 'the end within an event',
    answer: stream([delta(first), delta(second).slice(0, -40)]),
    expect: truncated,
    streamed: { requests: 1, partial: first },
  },
  { name: 'no event at all', answer: stream(': hello\n\n'), expect: truncated },
  {
    name: 'audio cut in a frame, and the word that it is all',
    answer: stream([delta(cutTone('mp3', 'payload')), done]),
    expect: truncated,
    streamed: { requests: 1, partial: cutTone('mp3', 'payload') },
  },
  {
    name: 'a chunk that breaks off',
    answer: [
      head(200, { 'content-type': type, 'transfer-encoding': 'chunked' }),
      write(chunk(new Uint8Array(Buffer.from(delta(first))))),
      pause(gap),
      write('fff\r\ndata: {"type":"speech.audio.delta","audio":"'),
      pause(gap),
      end,
    ],
    expect: { outcome: 'NetworkError', requests: 3, retryable: true },
    streamed: { requests: 1, partial: first },
  },
]

/** What a server says that cannot go on. */
const told: readonly EventCase[] = [
  {
    name: 'an error that may pass, at once',
    answer: stream(failed({ message: 'The engine failed', type: 'server_error', code: 'engine' })),
    expect: {
      outcome: 'APIError',
      requests: 3,
      status: 200,
      type: 'server_error',
      code: 'engine',
      retryable: true,
      message: 'The engine failed',
    },
  },
  {
    name: 'an error that stays, at once',
    answer: stream(failed({ message: 'No', type: 'invalid_request_error' })),
    expect: { outcome: 'APIError', requests: 1, status: 200, type: 'invalid_request_error', retryable: false },
  },
  {
    name: 'an error behind audio',
    answer: stream([delta(first), failed({ message: 'No', type: 'invalid_request_error' })]),
    expect: { outcome: 'APIError', requests: 1, retryable: false },
    streamed: { partial: first },
  },
  {
    name: 'an error with ANSI and control characters',
    answer: stream(failed({ message: '\u001b[31mNo\u0007\r\nwhy\u2028' })),
    expect: { outcome: 'APIError', requests: 1, message: 'The server broke off: [31mNo why' },
  },
  {
    name: 'an error longer than a message',
    answer: stream(failed({ message: 'a'.repeat(100_000) })),
    expect: { outcome: 'APIError', requests: 1 },
  },
]

/** What is no stream of events, or not of these. */
const strange: readonly EventCase[] = [
  { name: 'a page labelled as events', answer: stream('<!doctype html><p>Sign in</p>'), expect: wrong('html') },
  {
    name: 'events labelled as a page',
    answer: stream([delta(mp3), done], { type: 'text/html' }),
    expect: wrong('html'),
  },
  { name: 'a JSON error labelled as events', answer: stream('{"error":{"message":"No"}}'), expect: wrong('json') },
  { name: 'text labelled as events', answer: stream('upstream connect error'), expect: wrong('text') },
  { name: 'nothing labelled as events', answer: stream([]), expect: wrong('empty') },
  {
    name: 'a page in base64',
    answer: stream([delta(new Uint8Array(Buffer.from('<p>No</p>'))), done]),
    expect: wrong('html'),
  },
  { name: 'the word that it is all, and no audio', answer: stream(done), expect: wrong('empty') },
  {
    name: 'audio that is not base64',
    answer: stream([event({ type: 'speech.audio.delta', audio: '<not base64>' }), done]),
    expect: wrong('schema'),
  },
  {
    name: 'audio that is not base64, behind some that is',
    answer: stream([delta(first), event({ type: 'speech.audio.delta', audio: 7 }), done]),
    expect: wrong('schema'),
    streamed: { partial: first },
  },
  { name: 'an event that is not JSON', answer: stream('data: {"type":\n\n'), expect: wrong('schema') },
  {
    name: 'compressed events',
    answer: stream([delta(mp3), done], { headers: { 'content-encoding': 'gzip' } }),
    expect: { outcome: 'InvalidResponseError', requests: 1, retryable: false, reason: 'encoding' },
  },
  {
    name: 'comments that never end',
    answer: endless(200, { type, data: new Uint8Array(Buffer.from(': still there\n\n'.repeat(4_000))) }),
    expect: { ...wrong('oversize'), abandoned: true },
  },
  {
    name: 'an event that never ends',
    answer: endless(200, { type, start: 'data: ', data: letters }),
    expect: { ...wrong('oversize'), abandoned: true },
  },
  {
    name: 'audio that never ends',
    answer: endless(200, { type, data: new Uint8Array(Buffer.from(delta(mp3).repeat(16))) }),
    expect: { ...wrong('oversize'), abandoned: true },
    streamed: { partial: 'any' },
  },
]

const audio: Expected = { outcome: 'audio', requests: 1, audio: mp3 }

const oddly = new Uint8Array(Buffer.from(`: grüße\n\n${delta(mp3)}: 日本語\n\n${done}`))

/** Unusual and right. */
const healthy: readonly EventCase[] = [
  { name: 'audio in two events', answer: stream([delta(first), delta(second), done]), expect: audio },
  { name: 'all in one piece', answer: stream(delta(mp3) + done), expect: audio },
  {
    name: 'pieces that end within events and characters',
    answer: stream(
      Array.from({ length: 7 }, (_, index) =>
        oddly.slice((index * oddly.length) / 7, ((index + 1) * oddly.length) / 7),
      ),
    ),
    expect: audio,
  },
  {
    name: 'other fields, kinds and line ends',
    answer: stream(
      `event: a\r\nid: 1\r\ndata: {"type":"ping"}\r\n\r\n${delta(mp3).replace('{', '{"response_format":"mp3",').replaceAll('\n', '\r\n')}${done}data: [DONE]\n\n`,
    ),
    expect: audio,
  },
  { name: 'the audio itself', answer: answer({ type: 'audio/mpeg', body: inHalves(mp3) }), expect: audio },
  {
    name: 'silence behind the last event',
    answer: [
      head(200, { 'content-type': type, 'transfer-encoding': 'chunked' }),
      write(chunk(new Uint8Array(Buffer.from(delta(mp3) + done)))),
      hang,
    ],
    expect: { ...audio, abandoned: true },
  },
]

const each = (cases: readonly EventCase[]): readonly FaultCase[] =>
  cases.map(({ name, answer, ...rest }) => ({
    name: `events: ${name}`,
    group: 'events',
    streamFormat: 'sse',
    answers: [answer],
    ...rest,
  }))

/** Answers by events, of which every fault has the outcome that it has without them. */
export const eventCases: readonly FaultCase[] = [
  ...each([...cut, ...told, ...strange, ...healthy]),
  {
    name: 'events: an error that repeats the key and the text',
    group: 'events',
    streamFormat: 'sse',
    answers: [({ request }) => stream(failed({ message: `${keyOf(request)} may not say “${secrets.text}”` }))],
    expect: { outcome: 'APIError', requests: 1, message: 'may not say' },
  },
  {
    name: 'events: half of the audio once, then all',
    group: 'events',
    streamFormat: 'sse',
    answers: [stream([delta(first)]), stream([delta(mp3), done])],
    expect: { outcome: 'audio', requests: 2, audio: mp3 },
    streamed: { outcome: 'InvalidResponseError', requests: 1, reason: 'truncated', partial: first },
  },
]
