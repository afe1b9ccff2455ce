import { InvalidRequestError, type RequestIssue } from './errors.ts'
import type { Schema } from './fields.ts'
import type { AudioFormat } from './format.ts'
import { type SpeechRequest, speechRequestSchema } from './speech-schema.ts'

/** How a text should sound. */
export interface VoiceOptions {
  /** Id of a speech model; an open set. @default 'tts-1' */
  readonly model?: string | undefined
  /** Name of a voice, or the id of one of your own; an open set. @default 'alloy' */
  readonly voice?: string | { readonly id: string } | undefined
  /** @default 'mp3' */
  readonly format?: AudioFormat | undefined
  /** From 0.25 to 4. @default 1 */
  readonly speed?: number | undefined
  /** How to speak, in words, for models that take it; at most 4096 characters. */
  readonly instructions?: string | undefined
  /** Further fields of the request body, for what a vendor adds. They do not replace the fields above. */
  readonly body?: Readonly<Record<string, unknown>> | undefined
}

/** What callers name differently from the wire. */
const optionNames: Readonly<Record<string, string>> = { response_format: 'format', input: 'text' }

/**
 * The body of a speech request.
 * @throws `InvalidRequestError` that names every option that is wrong, what was expected and what came.
 */
export function speechRequest(input: string, options: VoiceOptions): SpeechRequest {
  const { model, voice, format, speed, instructions, body } = options
  const fields = { ...body, model, input, voice, response_format: format, speed, instructions }
  return parse(speechRequestSchema, fields, optionNames)
}

/**
 * What a schema makes of a request.
 * @param names What the caller calls the fields, where that is something else.
 * @throws `InvalidRequestError` that names every field that is wrong, what was expected and what came.
 */
export function parse<Output>(
  schema: Schema<Output>,
  value: Readonly<Record<string, unknown>>,
  names: Readonly<Record<string, string>>,
): Output {
  const result = schema['~standard'].validate(value)
  if (!('issues' in result)) return result.value
  const issues = result.issues.map(({ path, message }): RequestIssue => {
    const [field = '', ...rest] = path.map(String)
    const name = names[field] ?? field
    return { path: [name, ...rest], message: `${[name, ...rest].join('.')}: ${message}, got ${show(value[field])}` }
  })
  throw new InvalidRequestError(issues.map(issue => issue.message).join('; '), { issues })
}

/** A value in a message: short, and of a text only its length, because texts are private. */
export function show(value: unknown): string {
  if (typeof value === 'string')
    return value.length > 40 ? `a text of ${value.length} characters` : JSON.stringify(value)
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'an array' : 'an object'
  return typeof value === 'function' ? 'a function' : String(value)
}

/** An option that is not what it has to be, as the error that says so. */
export function invalidOption(name: string, expected: string, value: unknown): InvalidRequestError {
  const message = `${name}: expected ${expected}, got ${show(value)}`
  return new InvalidRequestError(message, { issues: [{ path: name.split('.'), message }] })
}
