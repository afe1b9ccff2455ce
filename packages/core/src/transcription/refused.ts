import type { SpeechError } from '../errors.ts'

/** Codes of connections that were never made: over one that was, none of these can come. */
const unconnected: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'])

/**
 * Whether it is certain that the server has done nothing with a request. Hearing costs by the minute, so whatever may
 * have been taken is not sent again: not after a reset or a timeout, nor after a 500.
 */
export function wasRefused(error: SpeechError): boolean {
  if (error.name === 'NetworkError') return unconnected.has(error.code ?? '')
  if (error.name !== 'APIError') return false
  const { status, retryAfter, shouldRetry } = error
  return shouldRetry ?? (status === 429 || (status === 503 && retryAfter !== undefined))
}
