/** Marks our errors for every copy and realm: two installed versions still recognise each other's. */
const brand: unique symbol = Symbol.for('outloud.error') as never

/** Which segment of a longer text an error belongs to. `text` is not enumerable, so that logs do not carry it. */
export interface ErrorSegment {
  readonly index: number
  /** UTF-16 offset into the source. */
  readonly start: number
  /** UTF-16 offset into the source. */
  readonly end: number
  readonly text: string
}

/** One thing that is wrong with a request. `path` starts with the option's name. */
export interface RequestIssue {
  readonly path: readonly (string | number)[]
  readonly message: string
}

class BaseError extends Error {
  /** Whether the same request could succeed later. The retry loop reads this and nothing else. */
  readonly retryable: boolean
  /** Requests that were sent before this error was final; 0 when none was. */
  attempts = 0
  /** The segment that failed, where a text was sent as several. */
  segment: ErrorSegment | undefined

  constructor(message: string, { retryable, cause }: { retryable: boolean; cause?: unknown }) {
    super(message, cause === undefined ? undefined : { cause })
    this.retryable = retryable
    Object.defineProperty(this, brand, { value: true })
  }
}

/** An option or a text is not what it has to be; nothing was sent. */
export class InvalidRequestError extends BaseError {
  override readonly name = 'InvalidRequestError'
  /** Every problem that was found, each with the path of the option. */
  readonly issues: readonly RequestIssue[]

  constructor(message: string, { issues = [], cause }: { issues?: readonly RequestIssue[]; cause?: unknown } = {}) {
    super(message, { retryable: false, cause })
    this.issues = issues
  }
}

/** An option that is not what it has to be, as the error that says so. */
export function invalidOption(name: string, expected: string, value: unknown): InvalidRequestError {
  const message = `${name}: expected ${expected}, got ${show(value)}`
  return new InvalidRequestError(message, { issues: [{ path: name.split('.'), message }] })
}

/**
 * What a schema finds wrong with a request, as the error that names every field, what was expected and what came.
 * @param names What the caller calls the fields, where that is something else.
 */
export function invalidFields(
  issues: readonly RequestIssue[],
  value: Readonly<Record<string, unknown>>,
  names: Readonly<Record<string, string>>,
): InvalidRequestError {
  const named = issues.map(({ path: [field = '', ...rest], message }): RequestIssue => {
    const path = [names[field] ?? field, ...rest]
    return { path, message: `${path.join('.')}: ${message}, got ${show(value[field])}` }
  })
  return new InvalidRequestError(named.map(({ message }) => message).join('; '), { issues: named })
}

/** A value in a message: short, and of a text only its length, because texts are private. */
export function show(value: unknown): string {
  if (typeof value === 'string')
    return value.length > 40 ? `a text of ${value.length} characters` : JSON.stringify(value)
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'an array' : 'an object'
  return typeof value === 'function' ? 'a function' : String(value)
}

/** What a server said in an error answer, kept as it was sent. */
export interface APIErrorFields {
  /** HTTP status. */
  readonly status: number
  /** The server's own code; `undefined` when it gave none or an empty one. */
  readonly code: string | undefined
  /** The server's own type, such as `comet_api_error`. */
  readonly type: string | undefined
  /** The request field that the server blames. */
  readonly param: string | undefined
  /** From the `x-request-id` header, else from the message. */
  readonly requestId: string | undefined
  /** How long the server asks to wait, in milliseconds. */
  readonly retryAfter: number | undefined
  /** What the server itself says of sending the same again, in `x-should-retry`. */
  readonly shouldRetry?: boolean | undefined
  /** The answer, at most 64 KiB of it; `[hidden]` is where it repeated a key or the text. */
  readonly body: string
}

/** The server answered with an error status. */
export class APIError extends BaseError implements APIErrorFields {
  override readonly name = 'APIError'
  declare readonly status: number
  declare readonly code: string | undefined
  declare readonly type: string | undefined
  declare readonly param: string | undefined
  declare readonly requestId: string | undefined
  declare readonly retryAfter: number | undefined
  declare readonly shouldRetry: boolean | undefined
  declare readonly body: string

  constructor(message: string, { retryable, ...fields }: APIErrorFields & { retryable: boolean }) {
    super(message, { retryable })
    Object.assign(this, fields)
  }
}

/** The connection could not be made, or broke. */
export class NetworkError extends BaseError {
  override readonly name = 'NetworkError'
  /** What the platform calls it, such as `ECONNREFUSED`; browsers do not say. */
  readonly code: string | undefined

  constructor(message: string, fields: { retryable: boolean; code?: string | undefined; cause?: unknown }) {
    super(message, fields)
    this.code = fields.code
  }
}

/** What ran out: the wait for the first byte, for the next byte, one attempt, or everything with its retries. */
export type TimeoutPhase = 'firstByte' | 'idle' | 'attempt' | 'total'

/** The server took longer than the `timeout` option allows. */
export class TimeoutError extends BaseError {
  override readonly name = 'TimeoutError'
  readonly phase: TimeoutPhase
  /** The limit that was reached, in milliseconds. */
  readonly timeout: number

  constructor(phase: TimeoutPhase, timeout: number) {
    super(`No answer in time: timeout.${phase} of ${timeout} ms ran out`, { retryable: phase !== 'total' })
    this.phase = phase
    this.timeout = timeout
  }
}

/** Why an answer with a good status is not what was asked for. */
export type InvalidResponseReason =
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

/** The answer claims success and is not what was asked for: a web page, JSON, nothing, another format, cut short. */
export class InvalidResponseError extends BaseError {
  override readonly name = 'InvalidResponseError'
  declare readonly status: number
  declare readonly contentType: string | undefined
  declare readonly reason: InvalidResponseReason

  constructor(
    message: string,
    {
      cause,
      ...fields
    }: { status: number; contentType: string | undefined; reason: InvalidResponseReason; cause?: unknown },
  ) {
    // A cut answer may come whole next time; the other reasons are how the server is set up.
    super(message, { retryable: fields.reason === 'truncated', cause })
    Object.assign(this, fields)
  }
}

/** Any error of ours; `name` tells which. Cancelling is not among them: that rejects with `signal.reason`. */
export type SpeechError = InvalidRequestError | APIError | NetworkError | TimeoutError | InvalidResponseError

/**
 * Tells whether a value is one of our errors, from whichever copy of the package.
 * @example if (isSpeechError(error) && error.name === 'APIError') console.error(error.status)
 */
export function isSpeechError(value: unknown): value is SpeechError {
  return typeof value === 'object' && value !== null && brand in value
}
