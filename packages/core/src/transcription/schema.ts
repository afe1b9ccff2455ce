import {
  field,
  like,
  looseObject,
  numberWithin,
  object,
  oneOf,
  type Read,
  type Schema,
  standard,
  text,
} from '../fields.ts'

/** The five forms of a transcript that the protocol documents (PROTOCOL.md). */
const transcriptFormats = ['json', 'text', 'srt', 'verbose_json', 'vtt'] as const

/** A form of a transcript. */
export type TranscriptFormat = (typeof transcriptFormats)[number]

const granularities = ['word', 'segment'] as const

/** What a transcript can give times of. */
export type TimestampGranularity = (typeof granularities)[number]

/** How the server is told to cut a recording. */
export type ChunkingStrategy =
  | 'auto'
  | {
      readonly type: 'server_vad'
      readonly prefix_padding_ms?: number | undefined
      readonly silence_duration_ms?: number | undefined
      readonly threshold?: number | undefined
    }

/** The fields of POST /audio/translations beside its file (PROTOCOL.md). */
export interface TranslationRequest {
  readonly model: string
  readonly prompt?: string | undefined
  readonly temperature?: number | undefined
  readonly response_format: TranscriptFormat
  /** What vendors add. */
  readonly [field: string]: unknown
}

/** The fields of POST /audio/transcriptions beside its file (PROTOCOL.md). */
export interface TranscriptionRequest extends TranslationRequest {
  readonly language?: string | undefined
  readonly timestamp_granularities?: readonly TimestampGranularity[] | undefined
  readonly include?: readonly string[] | undefined
  readonly chunking_strategy?: ChunkingStrategy | undefined
  readonly stream?: boolean | undefined
}

/** A text, empty ones too. */
export const string: Read<string> = value => (typeof value === 'string' ? value : undefined)

/** A list of which every item is right. */
export const listOf =
  <T>(read: Read<T>): Read<readonly T[]> =>
  value => {
    const items = Array.isArray(value) ? value.map(read) : [undefined]
    return items.every(item => item !== undefined) ? items : undefined
  }

const flag: Read<boolean> = value => (typeof value === 'boolean' ? value : undefined)
/** ISO 639-1, and the three letters of languages that models know and it does not, such as Cantonese. */
const language: Read<string> = value => (typeof value === 'string' && /^[a-z]{2,3}$/.test(value) ? value : undefined)

/** A field that may be missing. */
const optional = <T>(what: string, read: Read<T>) => field<T | undefined>(what, read, { default: undefined })

const milliseconds = optional('milliseconds from 0 to 600000', numberWithin(0, 600_000))
const voiceActivity = like<ChunkingStrategy>(
  object({
    type: field('server_vad', oneOf(['server_vad'])),
    prefix_padding_ms: milliseconds,
    silence_duration_ms: milliseconds,
    threshold: optional('a number from 0 to 1', numberWithin(0, 1)),
  }),
)

const translationFields = {
  model: field('the id of a model', text, { default: 'whisper-1' }),
  prompt: optional('a text', string),
  temperature: optional('a number from 0 to 1', numberWithin(0, 1)),
  response_format: field<TranscriptFormat>(`one of ${transcriptFormats.join(', ')}`, oneOf(transcriptFormats), {
    default: 'json',
  }),
}

/** A validator of the fields of POST /audio/translations. */
export const translationRequestSchema: Schema<TranslationRequest> = standard<TranslationRequest>(
  looseObject(translationFields),
)

const transcriptionFields = standard<TranscriptionRequest>(
  looseObject({
    ...translationFields,
    language: optional("an ISO 639-1 code such as 'en'", language),
    timestamp_granularities: optional(`a list of ${granularities.join(' or ')}`, listOf(oneOf(granularities))),
    include: optional("a list of names such as 'logprobs'", listOf(text)),
    chunking_strategy: optional<ChunkingStrategy>(
      "'auto', or server_vad with milliseconds from 0 to 600000 and a threshold from 0 to 1",
      value => (value === 'auto' ? value : voiceActivity(value)),
    ),
    stream: optional('true or false', flag),
  }),
)

/** A validator of the fields of POST /audio/transcriptions. */
export const transcriptionRequestSchema: Schema<TranscriptionRequest> = {
  '~standard': {
    version: 1,
    vendor: 'outloud',
    validate: value => {
      const result = transcriptionFields['~standard'].validate(value)
      if ('issues' in result) return result
      const { timestamp_granularities: times, response_format: format } = result.value
      if (times === undefined || format === 'verbose_json') return result
      return { issues: [{ path: ['timestamp_granularities'], message: `expected none with ${format}` }] }
    },
  },
}
