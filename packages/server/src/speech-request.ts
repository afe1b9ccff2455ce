import type { AudioFormat } from '@outloud/core'
import { speechRequestSchema } from '@outloud/core/schema'
import { HTTPError } from './http-error.ts'

/** A speech request that passed: what the engine and the encoder need of it. */
export interface Utterance {
  readonly text: string
  readonly voice: string
  readonly speed: number
  readonly format: AudioFormat
}

/**
 * Checks the body of a speech request. `instructions` are checked and have no effect, as with `tts-1`.
 * @throws `HTTPError` 400 that says all that is wrong and names the first field, or 404 for a model not in `models`.
 */
export function parseSpeechRequest(body: unknown, models: ReadonlySet<string>, longestInput: number): Utterance {
  const result = speechRequestSchema['~standard'].validate(body)
  if ('issues' in result) {
    const messages = result.issues.map(({ path, message }) => {
      const name = path.length === 0 ? 'body' : path.join('.')
      return `${name}: ${message}, got ${show(valueAt(body, path))}`
    })
    throw invalid(result.issues[0]?.path[0], messages.join('; '))
  }
  const { model, input, voice, response_format, speed, stream_format } = result.value
  if (!models.has(model)) {
    throw new HTTPError(404, `model: expected one of ${[...models].join(', ')}, got ${show(model)}`, {
      code: 'model_not_found',
      param: 'model',
    })
  }
  const length = codePoints(input)
  if (length > longestInput) throw invalid('input', `input: expected at most ${longestInput} characters, got ${length}`)
  if (stream_format === 'sse') {
    throw invalid('stream_format', `stream_format: expected 'audio', which is all that this server sends, got "sse"`)
  }
  return { text: input, voice: typeof voice === 'string' ? voice : voice.id, speed, format: response_format }
}

const invalid = (param: string | number | undefined, message: string): HTTPError =>
  new HTTPError(400, message, { code: 'invalid_value', param: param === undefined ? undefined : String(param) })

const valueAt = (body: unknown, path: readonly (string | number)[]): unknown =>
  path.reduce<unknown>((value, key) => (value as Readonly<Record<string, unknown>> | undefined)?.[key], body)

/** A value in a message: short, and of a text only its length. */
function show(value: unknown): string {
  if (typeof value === 'string')
    return value.length > 40 ? `a text of ${value.length} characters` : JSON.stringify(value)
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'an array' : 'an object'
  return value === undefined ? 'nothing' : String(value)
}

function codePoints(text: string): number {
  let count = 0
  for (const _ of text) count++
  return count
}
