import { createWalker } from '../audio/walk.ts'
import type { Walker } from '../audio/walker.ts'
import { concat } from '../bytes.ts'
import { APIError, InvalidResponseError, type InvalidResponseReason } from '../errors.ts'
import { type AudioFormat, audioFormats, type Bytes } from '../format.ts'
import { parseErrorBody } from '../schema.ts'
import type { Answer, Call, Layer } from './fetch.ts'
import { parseRetryAfter } from './retry-after.ts'
import { type Sniffed, sniff, sniffLength } from './sniff.ts'

/** What is kept of an error answer, and what one message may hold. */
const longest = { errorBody: 64 * 1024, message: 900, answer: 64 * 1024 * 1024, key: 4 * 1024 } as const

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

/** An answer of any kind becomes what was asked for, or the one error that says why not. */
export const check: Layer = next => async call => {
  const answer = await next(call)
  try {
    if (answer.status === 0 || (answer.status >= 300 && answer.status < 400)) {
      throw invalid(answer, 'redirect', 'The server redirects, which is never followed: check the base URL')
    }
    if (answer.status < 200 || answer.status >= 400) throw await apiError(answer, call)
    if (answer.status !== 200) throw invalid(answer, 'status', `Expected status 200, got ${answer.status}`)
    return call.expect === 'json' ? checkJson(answer) : await checkAudio(answer, call.expect)
  } catch (error) {
    void answer.cancel(error)
    throw error
  }
}

function checkJson(answer: Answer): Answer {
  if (mediaType(answer) === 'text/html')
    throw invalid(answer, 'html', 'Expected JSON, got a web page: check the base URL')
  return counted(answer, [])
}

async function checkAudio(answer: Answer, format: AudioFormat): Promise<Answer> {
  const type = mediaType(answer)
  if (type === 'text/html') throw invalid(answer, 'html', `Expected ${format}, got a web page: check the base URL`)
  if (type?.endsWith('json') === true) throw invalid(answer, 'json', `Expected ${format}, got JSON`)
  if (encoded(answer)) throw invalid(answer, 'encoding', `Expected ${format}, got a compressed body`)

  const head: Bytes[] = []
  for (let length = 0; length < sniffLength; ) {
    const bytes = await answer.read()
    if (bytes === undefined) break
    head.push(bytes)
    length += bytes.length
  }
  if (head.every(bytes => bytes.length === 0)) throw invalid(answer, 'empty', `Expected ${format}, got an empty body`)
  const found = sniff(concat(head))
  if (found === format || (format === 'pcm' && mayBeSamples(found, type)))
    return counted(answer, head, createWalker(format))
  if (found === 'html' || found === 'json' || found === 'text') {
    throw invalid(answer, found, `Expected ${format}, got ${found === 'html' ? 'a web page' : found}`)
  }
  throw invalid(answer, 'format', `Expected ${format}, got ${found ?? 'bytes that are not'}`)
}

/** Samples have no magic of their own, and may by chance begin as a frame does: then the label decides. */
function mayBeSamples(found: Sniffed | undefined, type: string | undefined): boolean {
  return found === undefined || ((found === 'mp3' || found === 'aac') && type !== audioFormats[found].type)
}

/** The body, `head` first, held against the length that was announced, its own frames, and the most that is taken. */
function counted(answer: Answer, head: Bytes[], walker?: Walker): Answer {
  const announced = encoded(answer) ? undefined : contentLength(answer)
  let received = 0
  return {
    ...answer,
    read: async () => {
      const bytes = head.shift() ?? (await answer.read())
      received += bytes?.length ?? 0
      if (received > longest.answer) throw invalid(answer, 'oversize', `The body is over ${longest.answer} bytes`)
      if (bytes !== undefined) walker?.push(bytes)
      else if (announced !== undefined && received < announced) {
        throw invalid(answer, 'truncated', `The body ended after ${received} of ${announced} bytes`)
      } else if (walker?.end() === false) throw invalid(answer, 'truncated', 'The body ended inside a frame of audio')
      return bytes
    },
  }
}

async function apiError(answer: Answer, call: Call): Promise<APIError> {
  const { status, headers } = answer
  const redact = redactor(call)
  // Redacted before it is cut, so that no cut leaves half a key.
  const body = redact(await readText(answer)).slice(0, longest.errorBody)
  const { message, type, code, param } = parseErrorBody(body)
  const id = headers.get('x-request-id') ?? message?.match(/\(request id: ([\w.-]{1,128})\)/)?.[1]
  const requestId = id && printable(redact(id))
  const should = headers.get('x-should-retry')
  const hint = hints[status]
  const reason = printable(redact(message ?? '') || 'the server gave no reason')
  return new APIError(`${status}: ${reason}${hint === undefined ? '' : ` (${hint})`}`, {
    status,
    code,
    type,
    param,
    requestId,
    retryAfter: parseRetryAfter(headers),
    body,
    retryable: should === 'true' || (should !== 'false' && passing.has(status) && !finalCodes.has(`${status} ${code}`)),
  })
}

/** Takes the key out of a server's words: some echo it. */
function redactor(call: Call): (text: string) => string {
  const key = call.headers.authorization?.replace('Bearer ', '')
  if (key === undefined) return text => text
  // As it is, and as JSON may write it.
  const quoted = JSON.stringify(key).slice(1, -1)
  const forms = [key, quoted, quoted.replaceAll('/', '\\/')]
  return text => forms.reduce((rest, form) => rest.replaceAll(form, '[key]'), text)
}

async function readText(answer: Answer): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  try {
    while (text.length < longest.errorBody + longest.key) {
      const bytes = await answer.read()
      if (bytes === undefined) break
      text += decoder.decode(bytes.subarray(0, longest.errorBody + longest.key), { stream: true })
    }
  } catch {
    // The status is the news; a body that breaks off only says less about it.
  }
  void answer.cancel()
  return text.slice(0, longest.errorBody + longest.key)
}

/** A server's words in one line: no control characters, no more than a message should hold. */
const printable = (message: string): string =>
  message
    .slice(0, longest.message)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not reach a terminal
    .replace(/[\x00-\x1f\x7f-\x9f]+/g, ' ')
    .trim()

const mediaType = (answer: Answer): string | undefined =>
  answer.headers.get('content-type')?.split(';', 1)[0]?.trim().toLowerCase()

const encoded = (answer: Answer): boolean => (answer.headers.get('content-encoding') ?? 'identity') !== 'identity'

function contentLength(answer: Answer): number | undefined {
  const header = answer.headers.get('content-length')
  return header !== null && /^\d{1,15}$/.test(header) ? Number(header) : undefined
}

const invalid = (answer: Answer, reason: InvalidResponseReason, message: string): InvalidResponseError =>
  new InvalidResponseError(message, { status: answer.status, contentType: mediaType(answer), reason })
