import { field, lenient, like, number, object, oneOf, type Read, text } from '../fields.ts'
import { listOf, string } from './schema.ts'
import type {
  TokenLogprob,
  Transcript,
  TranscriptionEvent,
  TranscriptSegment,
  TranscriptUsage,
  TranscriptWord,
  VerboseTranscript,
} from './transcript.ts'

// Only what makes a transcript has to be right; the rest is lenient.
const seconds = field('seconds', number)
const words = field('a text', string)

const tokenUsage = like(
  object({
    type: field('tokens', oneOf(['tokens'])),
    input_tokens: field('a number', number),
    output_tokens: field('a number', number),
    total_tokens: field('a number', number),
    input_token_details: lenient(like(object({ audio_tokens: lenient(number), text_tokens: lenient(number) }))),
  }),
)
const timeUsage = like(object({ type: field('duration', oneOf(['duration'])), seconds }))

const usageOf: Read<TranscriptUsage> = value => {
  const tokens = tokenUsage(value)
  if (tokens === undefined) return timeUsage(value)
  return {
    type: 'tokens',
    inputTokens: tokens.input_tokens,
    outputTokens: tokens.output_tokens,
    totalTokens: tokens.total_tokens,
    audioTokens: tokens.input_token_details?.audio_tokens,
    textTokens: tokens.input_token_details?.text_tokens,
  }
}

const logprob: Read<TokenLogprob> = like(object({ token: words, logprob: field('a number', number) }))
const usage = lenient(usageOf)
const logprobs = lenient(listOf(logprob))

/** Reads the answer in `json`. */
export const readTranscript: Read<Transcript> = like(object({ text: words, usage, logprobs }))

const wordFields = like(object({ word: words, start: seconds, end: seconds }))
const wordOf: Read<TranscriptWord> = value => {
  const fields = wordFields(value)
  return fields && { text: fields.word, start: fields.start, end: fields.end }
}

const segmentFields = like(
  object({
    text: words,
    start: seconds,
    end: seconds,
    avg_logprob: lenient(number),
    compression_ratio: lenient(number),
    no_speech_prob: lenient(number),
    temperature: lenient(number),
  }),
)
const segmentOf: Read<TranscriptSegment> = value => {
  const fields = segmentFields(value)
  if (fields === undefined) return undefined
  const { avg_logprob, compression_ratio, no_speech_prob, ...rest } = fields
  return {
    ...rest,
    averageLogprob: avg_logprob,
    compressionRatio: compression_ratio,
    noSpeechProbability: no_speech_prob,
  }
}

/** A list that may be missing; where there is one, every row of it has to be right. */
const list = <T>(what: string, read: Read<T>) =>
  field<readonly T[] | undefined>(what, listOf(read), { default: undefined })

const verboseFields = like(
  object({
    text: words,
    language: lenient(text),
    // Some servers send it as a text.
    duration: lenient(value => number(value) ?? finite(Number.parseFloat(text(value) ?? ''))),
    segments: list('segments with text, start and end', segmentOf),
    words: list('words with word, start and end', wordOf),
    usage,
  }),
)

/** Reads the answer in `verbose_json`. */
export const readVerboseTranscript: Read<VerboseTranscript> = value => verboseFields(withoutNulls(value))

/** For a list that it does not have, a server may say `null`. */
const withoutNulls = (value: unknown): unknown =>
  typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value).filter(([, field]) => field !== null))
    : value

const finite = (value: number): number | undefined => (Number.isFinite(value) ? value : undefined)

const deltaFields = like(object({ delta: words, logprobs }))
const segmentEventFields = like(
  object({ id: lenient(text), speaker: lenient(text), text: words, start: seconds, end: seconds }),
)

/** How each kind of event is read. */
const events: { readonly [Type in TranscriptionEvent['type']]: Read<TranscriptionEvent> } = {
  'transcript.text.delta': value => {
    const fields = deltaFields(value)
    return fields && { type: 'transcript.text.delta', ...fields }
  },
  'transcript.text.segment': value => {
    const fields = segmentEventFields(value)
    return fields && { type: 'transcript.text.segment', ...fields }
  },
  'transcript.text.done': value => {
    const fields = readTranscript(value)
    return fields && { type: 'transcript.text.done', ...fields }
  },
}

const kindOf = like(object({ type: lenient(text), error: lenient(value => value ?? undefined) }))

/**
 * Reads an event: `'error'` is one that says what went wrong, `'unknown'` one of a kind that is not listed, `undefined`
 * one that is not what its kind says.
 */
export function readEvent(value: unknown): TranscriptionEvent | 'error' | 'unknown' | undefined {
  const { type = '', error } = kindOf(value) ?? {}
  if (type === 'error' || error !== undefined) return 'error'
  return Object.hasOwn(events, type) ? events[type as keyof typeof events](value) : 'unknown'
}
