import type { SpeechReport } from '../audio/report.ts'
import type { Walker } from '../audio/walker.ts'
import { isSpeechError, NetworkError } from '../errors.ts'
import type { AudioFormat, Bytes } from '../format.ts'
import type { Stop } from './stop.ts'

/** Sends one request: `globalThis.fetch`, a pooled transport, or a server's handler called in-process. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>

/** Wraps a `Fetch`. In a list, the first is outermost. */
export type Interceptor = (next: Fetch) => Fetch

/** What was sent for one call so far, and whether more may be: shared by all who send it again. */
export interface Attempts {
  /** What the server may know the call by, on every attempt. */
  id: string | undefined
  sent: number
  /** When the call began, by `performance.now()`. */
  readonly began: number
  /** Waits until the next attempt may be sent; rejects with `error` when there is to be none. */
  again(error: unknown, signal: AbortSignal | undefined): Promise<void>
  /** No repetition after this, whatever the error. */
  close(): void
}

/** One call on its way down the chain. */
export interface Call {
  readonly url: string
  readonly method: 'GET' | 'POST'
  readonly headers: Readonly<Record<string, string>>
  /** Something that can be sent more than once. */
  readonly body: NonNullable<RequestInit['body']> | undefined
  readonly signal: AbortSignal | undefined
  /** UTF-16 units of text that it asks to have spoken. */
  readonly characters: number
  /** What the answer has to be. */
  readonly expect: AudioFormat | 'json' | 'text' | 'events'
  /** Milliseconds until the answer begins, where the client's own limit is not meant for a call of this kind. */
  readonly firstByte?: number | undefined
  /** Where an answer by events puts what it says beside its audio; only with it is the answer read as events. */
  readonly report?: SpeechReport | undefined
  readonly attempts: Attempts
}

/** What is read of an answer's headers. */
export interface AnswerHeaders extends Iterable<[name: string, value: string]> {
  get(name: string): string | null
}

/** An answer on its way up: pulled chunk by chunk, so that no layer needs a stream of its own. */
export interface Answer {
  readonly status: number
  readonly headers: AnswerHeaders
  /** Whether it came from the `cache` and nothing was sent. */
  readonly cached: boolean
  /** The next bytes, `undefined` at the end. Never called twice at once. */
  read(): Promise<Bytes | undefined>
  /** What follows its frames as it is read, where it was sent. */
  readonly walker?: Walker | undefined
  /** Lets go of the connection. Harmless after the end. */
  cancel(reason?: unknown): Promise<void>
}

export type Send = (call: Call) => Promise<Answer>

/** One concern of the chain: takes what sends, gives what sends. */
export type Layer = (next: Send) => Send

/** A layer that is loaded when a client is made with it; should that fail, each call tries again. */
export const loaded =
  (load: () => Promise<Layer>): Layer =>
  next => {
    let send: Send | undefined
    void load().catch(() => {})
    return async call => {
      if (send === undefined) {
        const layer = await load()
        // Calls that waited together share one.
        send ??= layer(next)
      }
      return send(call)
    }
  }

/** Sends one attempt, until it is stopped. */
export type Transmit = (call: Call, stop: Stop) => Promise<Answer>

/** The bottom of the chain: a `Fetch` that can be stopped, its failures as `NetworkError`. */
export function sendWith(fetch: Fetch & { readonly [pulled]?: Pulled }): Transmit {
  const send = fetch[pulled] ?? (async (call, stop) => answerOf(await fetch(call.url, initOf(call, stop.signal()))))
  return async (call, stop) => {
    const fail = (error: unknown): never => {
      throw networkError(error, stop)
    }
    const answer = await send(call, stop).catch(fail)
    return { ...answer, cached: false, read: () => answer.read().catch(fail) }
  }
}

/** A call as a `Fetch` takes it. */
export function initOf({ method, headers, body }: Outgoing, signal: AbortSignal | undefined): RequestInit {
  const init: RequestInit = { method, headers, redirect: 'manual' }
  if (body !== undefined) init.body = body
  if (signal !== undefined) init.signal = signal
  return init
}

/**
 * Where a fetch of ours has the way past the fetch standard: a signal, a stream and its reader would cost more than all
 * else that is done with an answer.
 */
const pulled: unique symbol = Symbol.for('outloud.pulled')

/** What of a call goes out. */
type Outgoing = Pick<Call, 'url' | 'method' | 'headers' | 'body'>
type PulledAnswer = Pick<Answer, 'status' | 'headers' | 'read' | 'cancel'>
type Pulled = (call: Outgoing, stop: Stop) => Promise<PulledAnswer>

/** A `Response` as an answer. */
export function answerOf({ status, headers, body }: Response): Answer {
  let reader: ReadableStreamDefaultReader<Bytes> | undefined
  const open = () => {
    reader ??= (body as ReadableStream<Bytes> | null)?.getReader()
    return reader
  }
  return {
    // A browser hides a redirect behind status 0, which `check` reads as such.
    status,
    headers,
    cached: false,
    read: async () => (await open()?.read())?.value,
    // A stream that already failed rejects its cancel; there is nothing left to let go of.
    cancel: async reason =>
      open()
        ?.cancel(reason)
        .catch(() => {}),
  }
}

/** Codes of certificate failures: trying again meets the same certificate. */
const certificateFailure = /CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS/

function networkError(error: unknown, { ended }: Stop): unknown {
  if (ended !== undefined) return ended.reason
  if (isSpeechError(error)) return error
  const code = codeOf(error) ?? (error instanceof Error ? codeOf(error.cause) : undefined)
  return new NetworkError(`The connection failed${code === undefined ? '' : ` (${code})`}`, {
    retryable: code === undefined || !certificateFailure.test(code),
    code,
    // A parser's complaint holds what it was given, which may be the request again.
    cause: code?.startsWith('HPE_') === true ? undefined : error,
  })
}

function codeOf(error: unknown): string | undefined {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
  return typeof code === 'string' ? code : undefined
}
