import { parseErrorBody } from '../error-body.ts'
import { APIError } from '../errors.ts'
import type { Answer, Call } from './fetch.ts'
import { parseRetryAfter } from './retry-after.ts'
import { scrubber } from './scrub.ts'

/** What is kept of an error answer, and what one message may hold. */
const longest = { body: 64 * 1024, message: 900 } as const

/** Statuses that can pass by themselves (PROTOCOL.md, Errors; 520 to 524 are a proxy's words for an origin's trouble). */
const passing: ReadonlySet<number> = new Set([408, 409, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524])

/** Codes under which a passing status is final: a malformed request in a 5xx coat, a model that does not exist. */
const finalCodes: ReadonlySet<string> = new Set(['500 invalid_request', '503 model_not_found'])

/** What to do next, by status. */
const hints: Readonly<Record<number, string>> = {
  401: 'Check the API key.',
  402: 'The account has no balance.',
  403: 'The key may not do this.',
  404: 'Check the base URL and the model id.',
  413: 'Send less at once.',
  429: 'Send fewer requests at once.',
}

/** The error of an answer with an error status: what the server said, without key and text, and whether to try again. */
export async function apiError(answer: Answer, call: Call): Promise<APIError> {
  const { status, headers } = answer
  const scrub = scrubber(call)
  const body = scrub(await readText(answer)).slice(0, longest.body)
  const said = parseErrorBody(body)
  // Once more, because JSON can write everything in escapes.
  const [message = '', type, code, param] = [said.message, said.type, said.code, said.param].map(
    text => text && scrub(text),
  )
  const id = headers.get('x-request-id') ?? message.match(/\(request id: ([\w.-]{1,128})\)/)?.[1]
  const requestId = id && printable(scrub(id))
  const should = headers.get('x-should-retry')
  const shouldRetry = should === 'true' || (should === 'false' ? false : undefined)
  const hint = hints[status]
  const reason = printable(message || 'the server gave no reason')
  return new APIError(`${status}: ${reason}${hint === undefined ? '' : ` (${hint})`}`, {
    status,
    code,
    type,
    param,
    requestId,
    retryAfter: parseRetryAfter(headers),
    body,
    shouldRetry,
    retryable: shouldRetry ?? (passing.has(status) && !finalCodes.has(`${status} ${code}`)),
  })
}

async function readText(answer: Answer): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  try {
    while (text.length < longest.body) {
      const bytes = await answer.read()
      if (bytes === undefined) break
      text += decoder.decode(bytes.subarray(0, longest.body), { stream: true })
    }
  } catch {
    // The status is the news; a body that breaks off only says less about it.
  }
  void answer.cancel()
  return text.slice(0, longest.body)
}

/** A server's words in one line: no control characters, no more than a message should hold. */
const printable = (message: string): string =>
  message
    .slice(0, longest.message)
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
