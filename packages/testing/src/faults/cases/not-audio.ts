import { deflateSync, gzipSync } from 'node:zlib'
import { type AudioFormat, audioFormats, type Bytes } from '@outloud/core'
import { tones } from '../../audio/tones.ts'
import { answer, head, speech } from '../answer.ts'
import type { Expected, FaultCase } from '../case.ts'
import { end, type Step } from '../step.ts'

interface NotAudio {
  readonly name: string
  readonly answer: readonly Step[]
  readonly reason?: Expected['reason']
  readonly status?: number
  readonly format?: AudioFormat
}

const page = '<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body><form></form></body></html>'
const error = '{"error":{"message":"Insufficient balance","type":"comet_api_error","code":"402"}}'
const byteOrderMark = '\ufeff'

/** Bytes that are no format's and no text, always the same ones. */
const noise: Bytes = Uint8Array.from({ length: 3_000 }, (_, index) => ((index + 7) * 2_654_435_761) >>> 24)

/** An MP4 file's first box, which some servers send for `aac`. */
const mp4 = new Uint8Array(Buffer.concat([Buffer.from('\0\0\0\x20ftypM4A \0\0\0\0M4A mp42isom\0\0\0\0'), noise]))

const gzipped = new Uint8Array(gzipSync(tones.mp3))

const encoded = (encoding: string, body: Bytes) => speech('mp3', { body, headers: { 'content-encoding': encoding } })

/** Answers that claim success and are not the audio that was asked for. Status 200 and mp3 unless they say otherwise. */
const answers: readonly NotAudio[] = [
  { name: 'HTML', answer: answer({ type: 'text/html; charset=utf-8', body: page }), reason: 'html' },
  { name: 'HTML labelled audio', answer: speech('mp3', { body: page }), reason: 'html' },
  { name: 'HTML labelled audio after white space', answer: speech('mp3', { body: `\r\n\t  ${page}` }), reason: 'html' },
  {
    name: 'HTML labelled audio after a byte order mark',
    answer: speech('mp3', { body: byteOrderMark + page }),
    reason: 'html',
  },
  { name: 'HTML without a label', answer: answer({ body: page }), reason: 'html' },
  { name: 'HTML labelled pcm', answer: speech('pcm', { body: page }), reason: 'html', format: 'pcm' },
  { name: 'audio labelled HTML', answer: speech('mp3', { type: 'text/html' }), reason: 'html' },
  {
    name: 'an XML error labelled XML',
    answer: answer({ type: 'application/xml', body: '<?xml version="1.0"?><Error/>' }),
  },
  { name: 'a JSON error', answer: answer({ type: 'application/json', body: error }), reason: 'json' },
  { name: 'a JSON problem', answer: answer({ type: 'application/problem+json', body: error }), reason: 'json' },
  { name: 'a JSON error labelled audio', answer: speech('mp3', { body: error }), reason: 'json' },
  { name: 'a JSON error without a label', answer: answer({ body: error }), reason: 'json' },
  { name: 'a JSON error labelled pcm', answer: speech('pcm', { body: error }), reason: 'json', format: 'pcm' },
  { name: 'a JSON error byte by byte', answer: speech('mp3', { body: [...error.slice(0, 30)] }), reason: 'json' },
  { name: 'text', answer: answer({ type: 'text/plain', body: 'upstream connect error' }), reason: 'text' },
  { name: 'text labelled audio', answer: speech('mp3', { body: 'upstream connect error' }), reason: 'text' },
  {
    name: 'text labelled pcm',
    answer: speech('pcm', { body: 'upstream connect error' }),
    reason: 'text',
    format: 'pcm',
  },
  { name: 'two letters', answer: speech('mp3', { body: 'ok' }), reason: 'text' },
  { name: 'a content length of 0', answer: speech('mp3', { body: '' }), reason: 'empty' },
  {
    name: 'a chunked body without chunks',
    answer: [...speech('mp3', { body: [], framing: 'chunked' })],
    reason: 'empty',
  },
  { name: 'HTTP/1.0 that closes after the head', answer: [head(200, {}, '1.0'), end], reason: 'empty' },
  { name: 'nothing for pcm', answer: speech('pcm', { body: '' }), reason: 'empty', format: 'pcm' },
  { name: 'status 201 with audio', answer: speech('mp3', { status: 201 }), reason: 'status', status: 201 },
  {
    name: 'status 202 with a job',
    answer: answer({ status: 202, type: 'application/json', body: '{"id":"job-1"}' }),
    reason: 'status',
    status: 202,
  },
  { name: 'status 204', answer: [head(204)], reason: 'status', status: 204 },
  {
    name: 'status 206 that nobody asked for',
    answer: speech('mp3', {
      status: 206,
      body: tones.mp3.slice(0, 1_920),
      headers: { 'content-range': `bytes 0-1919/${tones.mp3.length}` },
    }),
    reason: 'status',
    status: 206,
  },
  { name: 'noise', answer: speech('mp3', { body: noise }), reason: 'format' },
  { name: 'zeros', answer: speech('mp3', { body: new Uint8Array(4_096) }), reason: 'format' },
  { name: 'MP4 for aac', answer: speech('aac', { body: mp4 }), reason: 'format', format: 'aac' },
  { name: 'a whole body in gzip', answer: encoded('gzip', gzipped), reason: 'encoding' },
  { name: 'gzip that breaks off', answer: encoded('gzip', gzipped.slice(0, gzipped.length >> 1)), reason: 'encoding' },
  { name: 'deflate', answer: encoded('deflate', new Uint8Array(deflateSync(tones.mp3))), reason: 'encoding' },
  { name: 'audio labelled gzip that is not compressed', answer: encoded('gzip', tones.mp3), reason: 'encoding' },
  {
    name: 'gzip for pcm',
    answer: speech('pcm', { body: new Uint8Array(gzipSync(tones.pcm)), headers: { 'content-encoding': 'gzip' } }),
    reason: 'encoding',
    format: 'pcm',
  },
  { name: 'a gzip file labelled mp3', answer: speech('mp3', { body: gzipped }), reason: 'format' },
]

const formats = Object.keys(audioFormats) as readonly AudioFormat[]

/**
 * Every format where another was asked for, labelled as the one asked for. Only the frames of mp3 and aac keep their own
 * label where pcm was asked for: eleven bits of them, and nothing more, tell them from samples.
 */
const mixedUp = formats.flatMap(asked =>
  formats
    .filter(sent => sent !== asked)
    .map(
      (sent): NotAudio => ({
        name: `${sent} where ${asked} was asked for`,
        answer: speech(
          sent,
          asked === 'pcm' && (sent === 'mp3' || sent === 'aac') ? {} : { type: audioFormats[asked].type },
        ),
        reason: 'format',
        format: asked,
      }),
    ),
)

/** Successes that are none: refused at once, never handed on as audio, never asked for again. */
export const notAudioCases: readonly FaultCase[] = [...answers, ...mixedUp].map(
  ({ name, answer, reason, status = 200, format }): FaultCase => ({
    name: status === 200 ? `200 with ${name}` : name,
    group: 'not-audio',
    answers: [answer],
    ...(format === undefined ? {} : { format }),
    expect: {
      outcome: 'InvalidResponseError',
      requests: 1,
      status,
      retryable: false,
      ...(reason === undefined ? {} : { reason }),
    },
  }),
)
