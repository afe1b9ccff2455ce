import type { AudioFormat, Bytes } from '@outloud/core'
import type { OriginKind } from './origin.ts'
import type { Seen, SeenRequest } from './seen.ts'
import type { Step } from './step.ts'

/** What an answer may depend on. */
export interface Exchange {
  readonly request: SeenRequest
  /** URL of the origin that was asked, without a path. */
  readonly origin: string
  /** URL of the second origin. */
  readonly elsewhere: string
}

/** Gives the answer to a request. */
export type Handler = (exchange: Exchange) => readonly Step[]

export type FaultGroup =
  | 'status'
  | 'retry-after'
  | 'should-retry'
  | 'final-code'
  | 'redirect'
  | 'not-audio'
  | 'truncation'
  | 'connection'
  | 'stall'
  | 'size'
  | 'healthy'
  | 'events'
  | 'abort'

/**
 * When to abort: `undefined` is before the call, otherwise as soon as the condition holds for what the server has seen.
 * Within 500 ms the call then rejects with `signal.reason`, within 1.5 s the server sees the connection closed, and no
 * request follows.
 */
export interface Abort {
  readonly when: ((seen: Seen) => boolean) | undefined
}

/**
 * The one right outcome. A key that is there is judged, also when its value is `undefined`; one that is not there is
 * left open. Always judged: nothing that was handed out differs from the audio served; no error contains the key or the
 * text, not even eight characters of them; every message has at most 1 000 characters and no control character; every
 * attempt sends the same request with one idempotency key; no timer and no listener is left.
 */
export interface Expected {
  /** Audio, the name of the error, or for `abort` the reason of the signal. */
  readonly outcome: 'audio' | 'APIError' | 'NetworkError' | 'TimeoutError' | 'InvalidResponseError' | 'abort'
  /** Requests that reached the server, over all `calls`, with the default of two retries. */
  readonly requests: number
  /** Requests that the client counts on the error. @default `requests` */
  readonly attempts?: number
  /** What the outcome `audio` is, byte for byte; not judged with another outcome. */
  readonly audio?: Bytes
  /**
   * The audio that was sent before things went wrong: a stream hands out a beginning of it, at least one byte, and then
   * fails. Without it nothing is handed out; `any` leaves it open.
   */
  readonly partial?: Bytes | 'any'
  readonly status?: number
  readonly code?: string | undefined
  readonly type?: string | undefined
  readonly param?: string | undefined
  readonly requestId?: string | undefined
  /** Milliseconds. */
  readonly retryAfter?: number | undefined
  readonly retryable?: boolean
  /** Of an `InvalidResponseError`. */
  readonly reason?:
    | 'redirect'
    | 'status'
    | 'html'
    | 'json'
    | 'text'
    | 'empty'
    | 'encoding'
    | 'format'
    | 'truncated'
    | 'oversize'
    | 'schema'
  /** Of a `TimeoutError`. */
  readonly phase?: 'firstByte' | 'idle' | 'attempt' | 'total'
  /** A part of the error's message. */
  readonly message?: string
  /** TCP connections the server saw. */
  readonly connections?: number
  /** Least and most milliseconds between the end of the first answer and the second request. */
  readonly wait?: readonly [least: number, most: number]
  /** The client closed the last connection before the answer was done. */
  readonly abandoned?: boolean
}

/** One way in which a server or the way to it can fail, and what a client must make of it. */
export interface FaultCase {
  readonly name: string
  readonly group: FaultGroup
  /** @default 'http' */
  readonly origin?: OriginKind
  /** The first request gets the first answer and so on; the last answer is for all that follow. */
  readonly answers: readonly (readonly Step[] | Handler)[]
  /** @default mp3 */
  readonly format?: AudioFormat
  /** How the audio is asked to travel. @default 'audio' */
  readonly streamFormat?: 'sse'
  /** What the client has to be told so that the case is over soon. Times in milliseconds. */
  readonly client?: {
    readonly timeout?: {
      readonly firstByte?: number
      readonly idle?: number
      readonly attempt?: number
      readonly total?: number
    }
    /** With a patience of 0 a lasting 429 is left to `retry`. */
    readonly limit?: { readonly patience: number }
  }
  /** Calls made one after the other, each of them judged. @default 1 */
  readonly calls?: number
  /** The case waits longer than a test should: run it by itself, on a fake clock. */
  readonly clock?: 'fake'
  readonly abort?: Abort
  readonly expect: Expected
  /** What is different for a caller who reads the audio as it arrives: a byte once handed out rules a retry out. */
  readonly streamed?: Partial<Expected>
}

/** The answer of a case to its n-th request. */
export const respondTo =
  ({ answers }: Pick<FaultCase, 'answers'>): Handler =>
  exchange => {
    const chosen = answers[Math.min(exchange.request.index, answers.length - 1)] ?? []
    return typeof chosen === 'function' ? chosen(exchange) : chosen
  }
