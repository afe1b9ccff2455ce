import { isSpeechError } from '../errors.ts'
import type { Bytes } from '../format.ts'
import type { Interceptor } from './fetch.ts'

/** What every event of one request says. */
interface Observed {
  /** Tells the events of one request from those of another, within one `observe`. */
  readonly id: number
  readonly method: string
  /** Without query. */
  readonly url: string
}

/** What happened to a request. Times are milliseconds since it was started; there is no text, header or key in it. */
export type TransportEvent =
  | ({ readonly type: 'started' } & Observed)
  | ({
      readonly type: 'firstByte'
      readonly status: number
      /** When the headers were there. */
      readonly headers: number
      readonly duration: number
    } & Observed)
  | ({
      /** The body was read to its end, whatever the status. */
      readonly type: 'finished'
      readonly status: number
      readonly duration: number
      /** Of the body. */
      readonly bytes: number
      /** What the server calls the request. */
      readonly requestId: string | undefined
    } & Observed)
  | ({
      readonly type: 'failed'
      /** `undefined` where no answer came. */
      readonly status: number | undefined
      readonly duration: number
      readonly bytes: number
      readonly requestId: string | undefined
      /** The name of the error, such as `NetworkError`. */
      readonly name: string
      /** The platform's or the server's code, such as `ECONNRESET`. */
      readonly code: string | undefined
      /** Whether it was given up: by its signal, or by a reader who left. */
      readonly aborted: boolean
    } & Observed)

/**
 * Tells a listener what happens to requests. In `interceptors` it sees each call once, retries inside; around `fetch` it
 * sees every attempt. What the listener throws is dropped: it does no harm to the call.
 * @example createSpeechClient({ interceptors: [observe(event => console.log(event.type, event.url))] })
 */
export function observe(listener: (event: TransportEvent) => void): Interceptor {
  let count = 0
  return next => async (url, init) => {
    const observed: Observed = { id: count++, method: init.method ?? 'GET', url: withoutSecrets(url) }
    const began = performance.now()
    const since = () => performance.now() - began
    const answer = { status: undefined as number | undefined, requestId: undefined as string | undefined, bytes: 0 }
    const failed = (error: unknown, leftBehind = false) =>
      tell(listener, {
        type: 'failed',
        ...observed,
        ...answer,
        ...namesOf(error),
        aborted: !isSpeechError(error) && (leftBehind || init.signal?.aborted === true),
        duration: since(),
      })

    tell(listener, { type: 'started', ...observed })
    let response: Response
    try {
      response = await next(url, init)
    } catch (error) {
      failed(error)
      throw error
    }
    const { status } = response
    const headers = since()
    answer.status = status
    answer.requestId = response.headers.get('x-request-id') ?? undefined
    const finished = () => tell(listener, { type: 'finished', ...observed, ...answer, status, duration: since() })
    const { body } = response
    // There is nothing to read, nor can another answer be made like it: of a redirect that a browser hides, say.
    if (body === null || status < 200 || bodiless.has(status)) {
      finished()
      return response
    }
    const counted = watched(body, {
      read: bytes => {
        if (answer.bytes === 0) tell(listener, { type: 'firstByte', ...observed, status, headers, duration: since() })
        answer.bytes += bytes.length
      },
      end: finished,
      fail: failed,
    })
    return new Response(counted, { status, statusText: response.statusText, headers: response.headers })
  }
}

/** Statuses for which a `Response` must not have a body. */
const bodiless: ReadonlySet<number> = new Set([204, 205, 304])

/** Who hears how a body is read. */
interface Watch {
  read(bytes: Bytes): void
  end(): void
  fail(error: unknown, leftBehind: boolean): void
}

/** The same body, pulled as before. */
function watched(body: ReadableStream<Bytes>, watch: Watch): ReadableStream<Bytes> {
  const reader = body.getReader()
  return new ReadableStream<Bytes>(
    {
      pull: async controller => {
        try {
          const { done, value } = await reader.read()
          if (done) {
            watch.end()
            controller.close()
          } else {
            watch.read(value)
            controller.enqueue(value)
          }
        } catch (error) {
          watch.fail(error, false)
          throw error
        }
      },
      cancel: reason => {
        watch.fail(reason, true)
        return reader.cancel(reason)
      },
    },
    { highWaterMark: 0 },
  )
}

/** A listener's trouble is its own, also when it comes late. */
function tell(listener: (event: TransportEvent) => unknown, event: TransportEvent): void {
  try {
    const told = listener(event)
    if (told instanceof Promise) told.catch(() => {})
  } catch {
    // As above.
  }
}

const withoutSecrets = (url: string): string => url.replace(/[?#].*$/s, '').replace(/^(\w+:\/\/)[^/]*@/, '$1')

/** What may be said of an error: no message, which may repeat what was sent. */
function namesOf(error: unknown): {
  name: string
  code: string | undefined
  status?: number
  requestId?: string | undefined
} {
  if (!(error instanceof Error)) return { name: 'AbortError', code: undefined }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined
  if (!isSpeechError(error) || !('status' in error)) return { name: error.name, code: code ?? codeOf(error.cause) }
  return { name: error.name, code, status: error.status, ...('requestId' in error && { requestId: error.requestId }) }
}

const codeOf = (cause: unknown): string | undefined =>
  typeof cause === 'object' && cause !== null && 'code' in cause && typeof cause.code === 'string'
    ? cause.code
    : undefined
