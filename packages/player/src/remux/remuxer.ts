import { type Bytes, InvalidResponseError, type InvalidResponseReason } from '@outloud/core'

/** Audio that a SourceBuffer takes, and for how long it plays. */
export interface Piece {
  readonly bytes: Bytes
  readonly seconds: number
  /** What has to be appended before it, where the kind of audio is not the one before: the same object while it is. */
  readonly header: Bytes | undefined
}

/** Makes what a SourceBuffer takes of answers that are cut anywhere. */
export interface Remuxer {
  /** Gives what has become whole; `undefined` while that is nothing. */
  push(chunk: Bytes): Piece | undefined
  /**
   * Ends an answer and gives the rest of it. The next one begins with headers of its own.
   * @throws `InvalidResponseError` for one that was cut, or held no audio.
   */
  endAnswer(): Piece | undefined
}

/** An answer that cannot be played; its status was good, or it would not have come here. */
export const refused = (reason: InvalidResponseReason, message: string): InvalidResponseError =>
  new InvalidResponseError(message, { status: 200, contentType: undefined, reason })

/** The error of an answer that held no audio: nothing came, or something else did. */
export const noAudio = (received: number, format: string): InvalidResponseError =>
  received === 0
    ? refused('empty', 'The answer is empty: expected audio')
    : refused('format', `The answer is no ${format}: nothing to play in ${received} bytes`)

export const cut = (format: string): InvalidResponseError =>
  refused('truncated', `The answer ends in the middle of ${format}`)

/** The error of an answer that looked well, and that the browser could not play all the same. */
export const unplayable = ({ message, code }: MediaError): InvalidResponseError =>
  refused('format', `The browser cannot play the answer: ${message || code}`)

export const none: Bytes = new Uint8Array(0)

export function joined(parts: readonly Bytes[]): Bytes {
  const [only] = parts
  if (only !== undefined && parts.length === 1) return only
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}
