import type { AudioFormat } from '@outloud/core'
import { speechRequestSchema } from '@outloud/core/schema'
import { codePoints } from './code-points.ts'
import { invalidField, invalidFields, unknownModel } from './invalid-field.ts'

/** A speech request that passed: what the engine and the encoder need of it. */
export interface Utterance {
  readonly text: string
  readonly voice: string
  readonly speed: number
  readonly format: AudioFormat
  /** Whether the audio should be sent in events. */
  readonly events: boolean
}

/**
 * Checks the body of a speech request. `instructions` are checked and have no effect, as with `tts-1`.
 * @throws `HTTPError` 400 that says all that is wrong and names the first field, or 404 for a model not in `models`.
 */
export function parseSpeechRequest(body: unknown, models: ReadonlySet<string>, longestInput: number): Utterance {
  const result = speechRequestSchema['~standard'].validate(body)
  if ('issues' in result) throw invalidFields(result.issues, body)
  const { model, input, voice, response_format, speed, stream_format } = result.value
  if (!models.has(model)) throw unknownModel(model, models)
  const length = codePoints(input)
  if (length > longestInput)
    throw invalidField('input', `input: expected at most ${longestInput} characters, got ${length}`)
  return {
    text: input,
    voice: typeof voice === 'string' ? voice : voice.id,
    speed,
    format: response_format,
    events: stream_format === 'sse',
  }
}
