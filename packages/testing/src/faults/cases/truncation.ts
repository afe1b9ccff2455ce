import { type AudioFormat, audioFormats, type Bytes } from '@outloud/core'
import { cutTone } from '../../audio/cut.ts'
import { tones } from '../../audio/tones.ts'
import { type AnswerOptions, chunk, gap, head, inHalves, speech } from '../answer.ts'
import type { FaultCase } from '../case.ts'
import { end, pause, type Step, write } from '../step.ts'

const { mp3 } = tones
const half = mp3.slice(0, mp3.length >> 1)
const rest = mp3.slice(half.length)
const chunked = head(200, { 'content-type': audioFormats.mp3.type, 'transfer-encoding': 'chunked' })

/** Fewer bytes than tell what a body is, so none of them was handed out when it breaks. */
const few = mp3.slice(0, 8)

const announced = (sent: Bytes, options: AnswerOptions = {}): readonly Step[] => [
  ...speech('mp3', { body: inHalves(sent), announced: mp3.length, ...options }),
  pause(gap),
  end,
]

interface Break {
  readonly name: string
  readonly answer: readonly Step[]
  /** The audio on the wire before it breaks; none where it shows before a byte could be handed out. */
  readonly partial?: Bytes
}

/** The message breaks: fewer bytes than announced, a chunk or the end missing. */
const broken: readonly Break[] = [
  { name: 'half of the announced bytes', answer: announced(half), partial: half },
  { name: 'all but one of the announced bytes', answer: announced(mp3.slice(0, -1)), partial: mp3.slice(0, -1) },
  { name: 'all audio, one byte more announced', answer: announced(mp3, { announced: mp3.length + 1 }), partial: mp3 },
  { name: 'the head, then the end', answer: [...speech('mp3', { body: '', announced: mp3.length }), end] },
  { name: '8 of the announced bytes', answer: announced(few) },
  {
    name: 'a chunk that breaks off',
    answer: [chunked, write(chunk(half)), pause(gap), write(chunk(rest).slice(0, 500)), pause(gap), end],
    // The second chunk begins with its size: three digits and a line end.
    partial: mp3.slice(0, half.length + 495),
  },
  {
    name: 'a chunk size that breaks off',
    answer: [chunked, write(chunk(half)), pause(gap), write('90'), pause(gap), end],
    partial: half,
  },
  {
    name: 'no last chunk',
    answer: [chunked, write(chunk(half)), pause(gap), write(chunk(rest)), pause(gap), end],
    partial: mp3,
  },
  {
    name: 'a chunk size that is no number',
    answer: [chunked, write(chunk(half)), pause(gap), write('zz\r\n'), pause(gap), end],
    partial: half,
  },
  { name: 'chunked, 8 bytes, then the end', answer: [chunked, write(chunk(few)), pause(gap), end] },
  { name: 'chunked, the head, then the end', answer: [chunked, end] },
]

interface Cut {
  readonly name: string
  readonly format: AudioFormat
  readonly body: Bytes
  readonly options?: AnswerOptions
}

const framed = (['mp3', 'aac', 'opus'] as const).flatMap((format): readonly Cut[] => [
  { name: `${format} cut in a frame`, format, body: cutTone(format, 'payload') },
  { name: `${format} cut in the header of a frame`, format, body: cutTone(format, 'header') },
  { name: `${format} cut in the last frame`, format, body: cutTone(format, 'last') },
])

/** The message is whole, the audio in it is not. */
const cuts: readonly Cut[] = [
  ...framed,
  { name: 'flac cut in a frame', format: 'flac', body: cutTone('flac', 'payload') },
  { name: 'flac cut in the last frame', format: 'flac', body: cutTone('flac', 'last') },
  { name: 'a WAV half as long as it says', format: 'wav', body: cutTone('wav', 'payload') },
  { name: 'a WAV one sample shorter than it says', format: 'wav', body: tones.wav.slice(0, -2) },
  { name: 'a WAV cut in a sample', format: 'wav', body: tones.wav.slice(0, -1) },
  { name: 'pcm with half a sample at its end', format: 'pcm', body: tones.pcm.slice(0, -1) },
  {
    name: 'mp3 cut in a frame, chunked',
    format: 'mp3',
    body: cutTone('mp3', 'payload'),
    options: { framing: 'chunked' },
  },
  {
    name: 'mp3 cut in a frame, HTTP/1.0',
    format: 'mp3',
    body: cutTone('mp3', 'payload'),
    options: { framing: 'close' },
  },
  {
    name: 'opus cut in a page, HTTP/1.0',
    format: 'opus',
    body: cutTone('opus', 'payload'),
    options: { framing: 'close' },
  },
]

const brokenAnswers = broken.map(
  ({ name, answer, partial }): FaultCase => ({
    name,
    group: 'truncation',
    answers: [answer],
    expect: { outcome: 'NetworkError', requests: 3, retryable: true },
    ...(partial === undefined ? {} : { streamed: { requests: 1, partial } }),
  }),
)

const cutAnswers = cuts.map(
  ({ name, format, body, options }): FaultCase => ({
    name,
    group: 'truncation',
    format,
    answers: [speech(format, { body: inHalves(body), ...options })],
    expect: { outcome: 'InvalidResponseError', requests: 3, retryable: true, reason: 'truncated', status: 200 },
    streamed: { requests: 1, partial: body },
  }),
)

const once = (answer: readonly Step[]): Pick<FaultCase, 'group' | 'answers' | 'expect'> => ({
  group: 'truncation',
  answers: [answer, speech()],
  expect: { outcome: 'audio', requests: 2, audio: mp3 },
})

/** Answers that end too soon. Asked for again only while no byte has been handed out; a stream ends in the error. */
export const truncationCases: readonly FaultCase[] = [
  ...brokenAnswers,
  ...cutAnswers,
  {
    // The client reads what was announced; what follows belongs to no answer.
    name: 'fewer bytes announced than sent',
    group: 'truncation',
    answers: [[...speech('mp3', { body: inHalves(mp3), announced: half.length + 50 }), pause(gap), end]],
    expect: { outcome: 'InvalidResponseError', requests: 3, retryable: true, reason: 'truncated' },
    streamed: { requests: 1, partial: mp3.slice(0, half.length + 50) },
  },
  { name: '8 of the announced bytes once, then all', ...once(announced(few)) },
  {
    name: 'half of the announced bytes once, then all',
    ...once(announced(half)),
    streamed: { outcome: 'NetworkError', requests: 1, partial: half },
  },
  {
    name: 'mp3 cut in a frame once, then whole',
    ...once(speech('mp3', { body: inHalves(cutTone('mp3', 'payload')) })),
    streamed: { outcome: 'InvalidResponseError', requests: 1, reason: 'truncated', partial: cutTone('mp3', 'payload') },
  },
]
