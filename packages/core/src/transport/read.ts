import { InvalidResponseError, type InvalidResponseReason } from '../errors.ts'
import type { Answer } from './fetch.ts'

/** The whole body as text, with the connection let go of however that ends. */
export async function readText(answer: Answer): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  try {
    for (let bytes = await answer.read(); bytes !== undefined; bytes = await answer.read()) {
      text += decoder.decode(bytes, { stream: true })
    }
  } finally {
    void answer.cancel()
  }
  return text + decoder.decode()
}

/**
 * What a text says as JSON, read by `read`.
 * @throws `InvalidResponseError` that says what was expected.
 */
export function readJSON<T>(
  answer: Answer,
  text: string,
  expected: string,
  read: (value: unknown) => T | undefined,
): T {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    throw notAsked(answer, 'schema', `Expected ${expected}, got something that is not JSON`, error)
  }
  const value = read(json)
  if (value === undefined) throw notAsked(answer, 'schema', `Expected ${expected}, got other JSON`)
  return value
}

/** An answer that is not what was asked for, as the error that says so. */
export function notAsked(
  { status, headers }: Answer,
  reason: InvalidResponseReason,
  message: string,
  cause?: unknown,
): InvalidResponseError {
  const contentType = headers.get('content-type')?.split(';', 1)[0]?.trim().toLowerCase()
  return new InvalidResponseError(message, { status, contentType, reason, cause })
}
