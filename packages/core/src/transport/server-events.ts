import { createParser } from 'eventsource-parser'
import { parseErrorBody } from '../error-body.ts'
import { APIError } from '../errors.ts'
import type { Answer } from './fetch.ts'
import { notAsked } from './read.ts'

/** The most that is taken: of one event in characters, of all of them in bytes. Base64 makes four of three. */
const longest = { event: 32 * 1024 * 1024, stream: 96 * 1024 * 1024 } as const

/** What is kept of an event that tells an error, and what one message may hold. */
const kept = { body: 64 * 1024, message: 900 } as const

/**
 * The data of each server-sent event. One that the end of the stream cuts off is none, as the format has it.
 * @throws `InvalidResponseError` for more than anybody could mean.
 */
export async function* dataOf(answer: Answer): AsyncGenerator<string, void> {
  const came: string[] = []
  let tooLong = false
  const parser = createParser({
    onEvent: ({ data }) => came.push(data),
    onError: ({ type }) => {
      tooLong ||= type === 'max-buffer-size-exceeded'
    },
    maxBufferSize: longest.event,
  })
  const decoder = new TextDecoder()
  let received = 0
  for (let bytes = await answer.read(); bytes !== undefined; bytes = await answer.read()) {
    received += bytes.length
    if (received <= longest.stream) parser.feed(decoder.decode(bytes, { stream: true }))
    yield* came.splice(0)
    if (tooLong || received > longest.stream) throw notAsked(answer, 'oversize', 'The events have no end')
  }
}

/**
 * What a server says of an answer that it cannot go on with.
 * @param options.scrub Takes out of it what nobody else may read.
 */
export function brokenOff(
  data: string,
  { status, headers }: Answer,
  { scrub, passing }: { scrub: (words: string) => string; passing: (type: string | undefined) => boolean },
): APIError {
  const body = scrub(data.slice(0, kept.body)).slice(0, kept.body)
  const { message, type, code, param } = parseErrorBody(body)
  const reason = message === undefined ? 'it gave no reason' : inOneLine(scrub(message))
  return new APIError(`The server broke off: ${reason}`, {
    status,
    code,
    type,
    param,
    requestId: headers.get('x-request-id') ?? undefined,
    retryAfter: undefined,
    body,
    retryable: passing(type),
  })
}

/** No control characters, and no more than a message should hold. */
const inOneLine = (message: string): string =>
  message
    .slice(0, kept.message)
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
