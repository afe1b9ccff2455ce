import { invalidFields } from '../errors.ts'
import type { Schema } from '../fields.ts'
import type { TranscriptionEventOptions, TranscriptionOptions, TranslationOptions, VoiceActivity } from './options.ts'
import {
  type ChunkingStrategy,
  type TranscriptionRequest,
  type TranslationRequest,
  transcriptionRequestSchema,
  translationRequestSchema,
} from './schema.ts'

/** What callers name differently from the wire. */
const optionNames: Readonly<Record<string, string>> = {
  response_format: 'format',
  timestamp_granularities: 'timestampGranularities',
  chunking_strategy: 'chunkingStrategy',
}

function parse<Output>(schema: Schema<Output>, fields: Readonly<Record<string, unknown>>): Output {
  const result = schema['~standard'].validate(fields)
  if ('value' in result) return result.value
  throw invalidFields(result.issues, fields, optionNames)
}

/**
 * The fields of a request to translate.
 * @throws `InvalidRequestError` that names every option that is wrong, what was expected and what came.
 */
export function translationFields({
  body,
  model,
  prompt,
  temperature,
  format,
}: TranslationOptions): TranslationRequest {
  const fields = { ...body, model, prompt, temperature, response_format: format }
  return parse(translationRequestSchema, fields)
}

/**
 * The fields of a request to transcribe.
 * @throws `InvalidRequestError` that names every option that is wrong, what was expected and what came.
 */
export function transcriptionFields(options: TranscriptionOptions): TranscriptionRequest {
  const { format, timestampGranularities } = options
  const times = { response_format: format, timestamp_granularities: timestampGranularities }
  return parse(transcriptionRequestSchema, { ...commonFields(options), ...times, stream: undefined })
}

/**
 * The fields of a request to transcribe as it is heard.
 * @throws `InvalidRequestError` that names every option that is wrong, what was expected and what came.
 */
export function eventFields(options: TranscriptionEventOptions): TranscriptionRequest {
  const fields = { ...commonFields(options), response_format: 'json', stream: true }
  return parse(transcriptionRequestSchema, fields)
}

const commonFields = (options: TranscriptionEventOptions) => {
  const { body, model, prompt, temperature, language, include, chunkingStrategy } = options
  return { ...body, model, prompt, temperature, language, include, chunking_strategy: chunkingOf(chunkingStrategy) }
}

/** What is not an object is left for the schema to judge. */
function chunkingOf(strategy: 'auto' | VoiceActivity | undefined): ChunkingStrategy | undefined {
  if (typeof strategy !== 'object' || strategy === null) return strategy
  const { prefixPadding, silenceDuration, threshold } = strategy
  return { type: 'server_vad', prefix_padding_ms: prefixPadding, silence_duration_ms: silenceDuration, threshold }
}
