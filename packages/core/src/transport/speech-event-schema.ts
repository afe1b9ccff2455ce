import type { Mark, Usage } from '../audio/report.ts'
import { field, lenient, like, numberWithin, object, type Read, text } from '../fields.ts'
import { readMarks } from './mark-schema.ts'

/** An event of a speech, as far as it matters. */
export type SpeechEvent =
  | { readonly type: 'audio'; readonly base64: string }
  | { readonly type: 'marks'; readonly marks: readonly Mark[] }
  | { readonly type: 'done'; readonly usage: Usage | undefined }
  | { readonly type: 'error' | 'unknown' }

const kindOf = like(object({ type: lenient(text), error: lenient(value => value ?? undefined) }))

const deltaFields = like(
  object({ audio: field('audio in base64', value => (typeof value === 'string' ? value : undefined)) }),
)

const tokens = numberWithin(0, Number.MAX_SAFE_INTEGER)
const count = field('a count', tokens)
const usageFields = like(object({ input_tokens: count, output_tokens: count, total_tokens: lenient(tokens) }))
const usageOf: Read<Usage> = value => {
  const fields = usageFields(value)
  if (fields === undefined) return undefined
  const { input_tokens: inputTokens, output_tokens: outputTokens, total_tokens } = fields
  return { inputTokens, outputTokens, totalTokens: total_tokens ?? inputTokens + outputTokens }
}
const doneFields = like(object({ usage: lenient(usageOf), token_usage: lenient(usageOf) }))

/** Marks are no part of the protocol: of what is not one, nothing is said. */
const marksFields = like(object({ marks: lenient(readMarks) }))

/** Reads an event; `undefined` for one that is not what its kind says. */
export const readSpeechEvent: Read<SpeechEvent> = value => {
  const kind = kindOf(value)
  if (kind === undefined) return undefined
  if (kind.type === 'speech.audio.error' || kind.type === 'error' || kind.error !== undefined) return { type: 'error' }
  if (kind.type === 'speech.audio.delta') {
    const delta = deltaFields(value)
    return delta && { type: 'audio', base64: delta.audio }
  }
  if (kind.type === 'speech.audio.marks') return { type: 'marks', marks: marksFields(value)?.marks ?? [] }
  if (kind.type === 'speech.audio.done') {
    const { usage, token_usage } = doneFields(value) ?? {}
    return { type: 'done', usage: usage ?? token_usage }
  }
  return { type: 'unknown' }
}
