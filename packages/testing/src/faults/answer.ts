import { STATUS_CODES } from 'node:http'
import { type AudioFormat, audioFormats, type Bytes } from '@outloud/core'
import { tones } from '../audio/tones.ts'
import { end, pause, type Step, toBytes, write } from './step.ts'

/** Milliseconds between two pieces of a body: they then arrive as two chunks, the first read before the second. */
export const gap = 20

/** An answer as it should be, or with an announced length that is a lie. */
export interface AnswerOptions {
  /** @default 200 */
  readonly status?: number | undefined
  /** Content type; none is sent without it. */
  readonly type?: string | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Several pieces are written with a pause between them. @default '' */
  readonly body?: string | Bytes | readonly (string | Bytes)[] | undefined
  /** How the body's end is told; `close` is HTTP/1.0. @default 'length' */
  readonly framing?: 'length' | 'chunked' | 'close' | undefined
  /** What `content-length` says. @default the body's length */
  readonly announced?: number | undefined
}

/** The steps of one answer. */
export function answer(options: AnswerOptions): readonly Step[] {
  const { status = 200, type, headers = {}, body = '', framing = 'length' } = options
  const pieces = (typeof body === 'string' || body instanceof Uint8Array ? [body] : body).map(toBytes)
  const announced = options.announced ?? pieces.reduce((length, piece) => length + piece.length, 0)
  const framed = framing === 'chunked' ? pieces.map(chunk) : pieces
  return [
    head(
      status,
      {
        ...(type === undefined ? {} : { 'content-type': type }),
        ...headers,
        ...(framing === 'length' ? { 'content-length': String(announced) } : {}),
        ...(framing === 'chunked' ? { 'transfer-encoding': 'chunked' } : {}),
      },
      framing === 'close' ? '1.0' : '1.1',
    ),
    ...framed.flatMap((piece, index) => (index === 0 ? [write(piece)] : [pause(gap), write(piece)])),
    ...(framing === 'chunked' ? [write(lastChunk)] : []),
    ...(framing === 'close' ? [end] : []),
  ]
}

/** Status line and headers. */
export function head(status: number, headers: Readonly<Record<string, string>> = {}, version = '1.1'): Step {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  return write(`HTTP/${version} ${status} ${STATUS_CODES[status] ?? 'Unknown'}\r\n${lines.join('')}\r\n`)
}

/** One chunk of a chunked body. */
export const chunk = (data: Bytes): Bytes =>
  new Uint8Array(Buffer.concat([Buffer.from(`${data.length.toString(16)}\r\n`), data, Buffer.from('\r\n')]))

/** What ends a chunked body. */
export const lastChunk = '0\r\n\r\n'

/** The tone in a format, as a good server sends it. `options` replace parts of the answer. */
export const speech = (format: AudioFormat = 'mp3', options: AnswerOptions = {}): readonly Step[] =>
  answer({ type: audioFormats[format].type, body: tones[format], ...options })

/** A body in two pieces, so that the first half is handed out before anything is wrong with the second. */
export const inHalves = (body: Bytes): readonly [Bytes, Bytes] => [
  body.slice(0, body.length >> 1),
  body.slice(body.length >> 1),
]
