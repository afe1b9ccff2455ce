import { invalidFields, invalidOption } from './errors.ts'
import type { Read } from './fields.ts'
import type { AudioFormat } from './format.ts'
import { type SpeechFields, speechRequestSchema } from './speech-schema.ts'

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
  /**
   * How an answer travels: `sse` brings it in events, with what it cost (`usage()`) and, from servers that tell, when
   * each word is heard (`cues()`). Not every model can; one that answers with the audio itself is fine as well.
   * @default 'audio'
   */
  readonly streamFormat?: 'audio' | 'sse' | undefined
  /** Further fields of the request body, for what a vendor adds. They do not replace the fields above. */
  readonly body?: Readonly<Record<string, unknown>> | undefined
}

/** What callers name differently from the wire. */
const optionNames: Readonly<Record<string, string>> = {
  response_format: 'format',
  input: 'text',
  stream_format: 'streamFormat',
}

/** What was asked for last, and what it became: most that an app has spoken differs in nothing but the text. */
let last: { readonly given: Readonly<Record<string, unknown>>; readonly fields: SpeechFields } | undefined

/**
 * The body of a speech request but for its text.
 * @throws `InvalidRequestError` that names every option that is wrong, what was expected and what came.
 */
export function speechFields(options: VoiceOptions): SpeechFields {
  const { model, voice, format, speed, instructions, streamFormat, body } = options
  // What is the default on the wire too is not said, for servers that know less.
  const stream_format = streamFormat === 'audio' ? undefined : streamFormat
  // Checked with a stand-in for the text, which is only cut when it is read.
  const given = { ...body, model, input: '-', voice, response_format: format, speed, instructions, stream_format }
  // An object may hold something else by the next time.
  const plain = body === undefined && typeof voice !== 'object'
  if (plain && last !== undefined && same(given, last.given)) return last.fields
  const result = speechRequestSchema['~standard'].validate(given)
  if ('issues' in result) throw invalidFields(result.issues, given, optionNames)
  if (plain) last = { given, fields: result.value }
  return result.value
}

function same(a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>>): boolean {
  for (const name in a) if (a[name] !== b[name]) return false
  return true
}

/**
 * Holds options to one rule: each has to be what `read` takes.
 * @param group What stands before their names, such as `limit.`.
 * @throws `InvalidRequestError` that names the first that is wrong.
 */
export function checkOptions(
  group: string,
  options: Readonly<Record<string, unknown>>,
  expected: string,
  read: Read<unknown>,
): void {
  for (const name in options) {
    const value = options[name]
    if (read(value) === undefined) throw invalidOption(group + name, expected, value)
  }
}
