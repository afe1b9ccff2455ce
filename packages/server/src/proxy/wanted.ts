import type { AudioFormat } from '@outloud/core'
import { speechRequestSchema } from '@outloud/core/schema'
import { codePoints } from '../code-points.ts'
import { HTTPError } from '../http-error.ts'
import { invalidField, invalidFields, notAmong, unknownModel } from '../invalid-field.ts'
import type { ProxyRules } from './options.ts'

/** What a caller wants said, in the fields that are passed on and no others. */
export interface Wanted {
  readonly input: string
  /** Code points of it. */
  readonly length: number
  readonly model: string
  readonly voice: string | { readonly id: string }
  readonly format: AudioFormat
  readonly speed: number
  readonly instructions: string | undefined
  /** `sse` for events, with what they say beside the audio. */
  readonly streamFormat: 'audio' | 'sse'
}

/**
 * Holds the body of a request to the rules.
 * @throws `HTTPError` 400 that names the field, or 404 for a model.
 */
export function parseWanted(body: unknown, { models, voices, formats, inputLength }: ProxyRules): Wanted {
  const result = speechRequestSchema['~standard'].validate(body)
  if ('issues' in result) throw invalidFields(result.issues, body)
  const { model, input, voice, response_format: format, speed, instructions, stream_format } = result.value
  if (!models.has(model)) throw unknownModel(model, models)
  const voiceId = typeof voice === 'string' ? voice : voice.id
  if (!voices.has(voiceId)) throw notAmong('voice', voiceId, voices)
  if (!formats.has(format)) throw notAmong('response_format', format, formats)
  const length = codePoints(input)
  if (length > inputLength)
    throw invalidField('input', `input: expected at most ${inputLength} characters, got ${length}`)
  if (input.trim() === '') throw invalidField('input', 'input: expected a text with something to say, got white space')
  const streamFormat = stream_format ?? 'audio'
  return { model, input, voice, format, speed, instructions, streamFormat, length }
}

/**
 * What the speech service knows a request by. A key is the caller's own word, and one caller must not be given, or
 * spoil, what another asked for under the same: so it is passed on with the caller's id, both as a hash.
 * @throws `HTTPError` 400
 */
export async function idempotencyKey({ headers }: Request, id: string): Promise<string | undefined> {
  const key = headers.get('idempotency-key')
  if (key === null) return undefined
  if (!/^[\x21-\x7e]{1,255}$/.test(key)) {
    throw new HTTPError(400, 'idempotency-key: expected 1 to 255 visible ASCII characters, got others', {
      code: 'invalid_value',
    })
  }
  const bytes = new TextEncoder().encode(JSON.stringify([id, key]))
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return Array.from(hash, byte => byte.toString(16).padStart(2, '0')).join('')
}
