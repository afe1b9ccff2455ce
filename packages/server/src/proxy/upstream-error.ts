import { isSpeechError, type SpeechError } from '@outloud/core'
import { HTTPError } from '../http-error.ts'
import { retryAfter } from './rate-limits.ts'

/** What each way to fail is to the caller. Nothing that the speech service wrote is in it. */
const failures = {
  refused: [400, 'upstream_refused', 'The speech service refused this request'],
  large: [413, 'upstream_refused', 'The speech service refused this request as too large'],
  busy: [429, 'upstream_busy', 'The speech service asks to wait'],
  failed: [502, 'upstream_failed', 'The speech service failed'],
  unreachable: [502, 'upstream_unreachable', 'The speech service cannot be reached'],
  invalid: [502, 'upstream_invalid', 'The speech service answered with something that is not speech'],
  late: [504, 'upstream_timeout', 'The speech service took too long'],
} as const

/** A status that says something of the request; every other one is the service's, or this proxy's key or address. */
const byStatus: Readonly<Record<number, keyof typeof failures>> = {
  400: 'refused',
  413: 'large',
  422: 'refused',
  429: 'busy',
}

/** What a request can be wrong in. The service may blame anything. */
const fields: ReadonlySet<string> = new Set(['input', 'instructions', 'model', 'response_format', 'speed', 'voice'])

/** A failure on the way to the speech service, as the answer to the caller. */
export function upstreamFailure(error: unknown): HTTPError {
  const kind = isSpeechError(error) ? kindOf(error) : undefined
  if (kind === undefined || !isSpeechError(error)) return proxyFailure()
  const [status, code, message] = failures[kind]
  const { param, retryAfter: wait } = error.name === 'APIError' ? error : {}
  // What was sent again from here need not be sent again from there as well.
  const again = error.retryable && error.attempts <= 1
  const headers = {
    'x-should-retry': String(again),
    ...(wait === undefined && kind !== 'busy' ? {} : { 'retry-after': retryAfter(wait ?? 1_000) }),
  }
  return new HTTPError(status, message, { code, param: param && fields.has(param) ? param : undefined, headers })
}

/** A fault of the proxy's own setup. */
export const proxyFailure = (): HTTPError => new HTTPError(500, 'This proxy failed', { code: 'proxy_failed' })

function kindOf(error: SpeechError): keyof typeof failures | undefined {
  switch (error.name) {
    case 'APIError':
      return byStatus[error.status] ?? 'failed'
    case 'TimeoutError':
      return 'late'
    case 'NetworkError':
      return 'unreachable'
    case 'InvalidResponseError':
      return 'invalid'
    // What callers can do wrong was refused before: this is a key or an option.
    case 'InvalidRequestError':
      return undefined
  }
}
