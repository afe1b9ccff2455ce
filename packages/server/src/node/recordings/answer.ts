import { Buffer } from 'node:buffer'
import type { Bytes } from '@outloud/core'
import type { Described } from './asked.ts'

/** The headers of an answer that are kept: none of them is about an account, a connection or a place. */
export const keptNames = [
  'content-type',
  'content-length',
  'retry-after',
  'retry-after-ms',
  'x-request-id',
  'x-should-retry',
] as const

/** A part of a body, and when it came, in milliseconds after the request. */
interface Chunk {
  readonly at: number
  readonly bytes: Bytes
}

/** An answer as it came. */
export interface Recorded {
  readonly status: number
  readonly headers: Headers
  /** When it began, in milliseconds after the request. */
  readonly began: number
  readonly chunks: readonly Chunk[]
}

/** Of an answer's headers those that are kept. */
export function keptHeaders(headers: Headers): Headers {
  const found = new Headers()
  for (const name of keptNames) {
    const value = headers.get(name)
    if (value !== null) found.set(name, value)
  }
  return found
}

/** An answer without secrets, each chunk as long as it was. */
export function maskAnswer({ headers, chunks, ...facts }: Recorded, mask: (bytes: Bytes) => Bytes): Recorded {
  // As a whole: a secret may come in two parts.
  const body = mask(new Uint8Array(Buffer.concat(chunks.map(({ bytes }) => bytes))))
  let end = 0
  const masked = chunks.map(({ at, bytes }) => {
    end += bytes.length
    return { at, bytes: body.subarray(end - bytes.length, end) }
  })
  const words = new Headers([...headers].map(([name, value]): [string, string] => [name, maskText(value, mask)]))
  return { ...facts, headers: words, chunks: masked }
}

/** A text without secrets. */
export const maskText = (text: string, mask: (bytes: Bytes) => Bytes): string =>
  Buffer.from(mask(new Uint8Array(Buffer.from(text)))).toString()

/** What is written down of an exchange: one that is text can be read, and corrected by hand. */
export function writeExchange(request: Described, { status, headers, began, chunks }: Recorded): string {
  const response = { status, headers: Object.fromEntries(headers), began, body: chunks.map(written) }
  return `${JSON.stringify({ version: 1, request, response }, undefined, 2)}\n`
}

function written({ at, bytes }: Chunk): object {
  try {
    // Exactly: a byte order mark is a part of it, and what is no UTF-8 is no text.
    return { at, text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) }
  } catch {
    return { at, base64: Buffer.from(bytes).toString('base64') }
  }
}
