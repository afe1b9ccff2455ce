import { loadWalker } from '../audio/walk.ts'
import type { Walker } from '../audio/walker.ts'
import { concat } from '../bytes.ts'
import { InvalidResponseError, type InvalidResponseReason, type SpeechError } from '../errors.ts'
import { type AudioFormat, audioFormats, type Bytes } from '../format.ts'
import type { Answer, Call, Layer } from './fetch.ts'
import { type Sniffed, sniff, sniffLength } from './sniff.ts'

/** The longest answer that is taken, in bytes. */
const longestAnswer = 64 * 1024 * 1024

/** An answer of any kind becomes what was asked for, or the one error that says why not. */
export const check: Layer = next => async call => {
  // While the request is under way; whether that worked is asked below.
  const { expect } = call
  if (isAudio(expect)) void Promise.resolve(loadWalker(expect)).catch(() => {})
  const answer = await next(call)
  try {
    if (answer.status !== 200) throw await refusal(answer, call)
    return isAudio(expect) ? await checkAudio(answer, expect) : checkWords(answer, expect)
  } catch (error) {
    void answer.cancel(error)
    throw error
  }
}

/** What an answer of another status says. */
async function refusal(answer: Answer, call: Call): Promise<SpeechError> {
  const { status } = answer
  if (status === 0 || (status >= 300 && status < 400)) {
    return invalid(answer, 'redirect', 'The server redirects, which is never followed: check the base URL')
  }
  if (status < 200 || status >= 400) return (await import('./api-error.ts')).apiError(answer, call)
  return invalid(answer, 'status', `Expected status 200, got ${status}`)
}

const isAudio = (expect: Call['expect']): expect is AudioFormat => expect in audioFormats

/** What is read as text is looked at by who reads all of it. */
function checkWords(answer: Answer, expect: Call['expect']): Answer {
  if (mediaType(answer) === 'text/html') throw page(answer, expect)
  return counted(answer, [])
}

async function checkAudio(answer: Answer, format: AudioFormat): Promise<Answer> {
  checkFields(answer, format)
  const head: Bytes[] = []
  for (let length = 0; length < sniffLength; ) {
    const bytes = await answer.read()
    if (bytes === undefined) break
    head.push(bytes)
    length += bytes.length
  }
  checkHead(answer, format, concat(head))
  return counted(answer, head, (await loadWalker(format))())
}

function checkFields(answer: Answer, format: AudioFormat): void {
  const type = mediaType(answer)
  if (type === 'text/html') throw page(answer, format)
  if (type?.endsWith('json') === true) throw invalid(answer, 'json', `Expected ${format}, got JSON`)
  if (encoded(answer)) throw invalid(answer, 'encoding', `Expected ${format}, got a compressed body`)
}

function checkHead(answer: Answer, format: AudioFormat, head: Bytes): void {
  if (head.length === 0) throw invalid(answer, 'empty', `Expected ${format}, got an empty body`)
  const found = sniff(head)
  if (found === format || (format === 'pcm' && mayBeSamples(found, mediaType(answer)))) return
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
    walker,
    read: async () => {
      const bytes = head.shift() ?? (await answer.read())
      received += bytes?.length ?? 0
      if (received > longestAnswer) throw invalid(answer, 'oversize', `The body is over ${longestAnswer} bytes`)
      if (bytes !== undefined) walker?.push(bytes)
      else if (announced !== undefined && received < announced) {
        throw invalid(answer, 'truncated', `The body ended after ${received} of ${announced} bytes`)
      } else if (walker?.end() === false) throw invalid(answer, 'truncated', 'The body ended inside a frame of audio')
      return bytes
    },
  }
}

const mediaType = (answer: Answer): string | undefined =>
  answer.headers.get('content-type')?.split(';', 1)[0]?.trim().toLowerCase()

const encoded = (answer: Answer): boolean => (answer.headers.get('content-encoding') ?? 'identity') !== 'identity'

function contentLength(answer: Answer): number | undefined {
  const header = answer.headers.get('content-length')
  return header !== null && /^\d{1,15}$/.test(header) ? Number(header) : undefined
}

const page = (answer: Answer, expect: string): InvalidResponseError =>
  invalid(answer, 'html', `Expected ${expect}, got a web page: check the base URL`)

const invalid = (answer: Answer, reason: InvalidResponseReason, message: string): InvalidResponseError =>
  new InvalidResponseError(message, { status: answer.status, contentType: mediaType(answer), reason })
