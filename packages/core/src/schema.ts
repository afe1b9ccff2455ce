import {
  field,
  lenient,
  like,
  looseObject,
  number,
  numberWithin,
  object,
  oneOf,
  type Schema,
  standard,
  text,
  textUpTo,
} from './fields.ts'
import { audioFormats } from './format.ts'

export type { Schema, SchemaIssue } from './fields.ts'

/** What a speech request says beside its text. */
export interface SpeechFields {
  readonly model: string
  readonly voice: string | { readonly id: string }
  readonly response_format: keyof typeof audioFormats
  readonly speed: number
  readonly instructions?: string | undefined
  readonly stream_format?: 'audio' | 'sse' | undefined
  /** What vendors add. */
  readonly [field: string]: unknown
}

/** The body of POST /audio/speech (PROTOCOL.md). `input` has no upper limit here: that differs by model and server. */
export interface SpeechRequest extends SpeechFields {
  readonly input: string
}

const formats = Object.keys(audioFormats) as (keyof typeof audioFormats)[]
const ownVoice = like(object({ id: field('a voice', text) }))

export const speechRequestSchema: Schema<SpeechRequest> = standard<SpeechRequest>(
  looseObject({
    model: field('the id of a model', text, { default: 'tts-1' }),
    input: field('a text that is not empty', text),
    voice: field<SpeechFields['voice']>(
      value => (typeof value === 'string' ? 'a voice' : 'the name of a voice, or { id }'),
      value => text(value) ?? ownVoice(value),
      { default: 'alloy' },
    ),
    response_format: field<keyof typeof audioFormats>(`one of ${formats.join(', ')}`, oneOf(formats), {
      default: 'mp3',
    }),
    speed: field('a number from 0.25 to 4', numberWithin(0.25, 4), { default: 1 }),
    instructions: field<string | undefined>('a text of at most 4096 characters', textUpTo(4_096), {
      default: undefined,
    }),
    stream_format: field<'audio' | 'sse' | undefined>("'audio' or 'sse'", oneOf(['audio', 'sse']), {
      default: undefined,
    }),
  }),
)

/** What an error answer says of itself. */
interface ErrorBody {
  readonly message: string | undefined
  readonly type: string | undefined
  readonly code: string | undefined
  readonly param: string | undefined
}

const anyText = lenient(text)
const word = lenient(value => text(textUpTo(256)(value)))
const amount = lenient(number)

const errorFields = like(object({ message: anyText, type: word, code: word, param: word }))
const errorBody = like(
  object({
    error: lenient(value => (typeof value === 'string' ? { message: value } : errorFields(value))),
    message: anyText,
    detail: anyText,
  }),
)

/** What an error answer says, from any of the shapes in PROTOCOL.md, Errors; nothing at all for other text. */
export function parseErrorBody(body: string): ErrorBody {
  const { error, message, detail } = errorBody(parseJson(body)) ?? {}
  return { type: undefined, code: undefined, param: undefined, ...error, message: error?.message ?? message ?? detail }
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

/** A row of the catalogue or of the model list; whatever is null, missing or of another type is `undefined`. */
export interface ModelRecord {
  readonly id: string | undefined
  readonly code: string | undefined
  readonly provider: string | undefined
  readonly name: string | undefined
  readonly description: string | undefined
  readonly model_type: string | undefined
  readonly features: readonly string[] | undefined
  readonly pricing: PricingRecord | undefined
  readonly owned_by: string | undefined
  readonly shutdown_date: string | number | undefined
}

interface PricingRecord {
  readonly currency: string | undefined
  readonly input: number | undefined
  readonly output: number | undefined
  readonly per_request: number | undefined
  readonly per_second: number | undefined
  readonly ratio: number | undefined
}

const modelRecord = like(
  object({
    id: word,
    code: word,
    provider: word,
    name: anyText,
    description: anyText,
    model_type: word,
    features: lenient(value =>
      Array.isArray(value) && value.every(feature => typeof feature === 'string') ? (value as string[]) : undefined,
    ),
    pricing: lenient(
      like(
        object({
          currency: word,
          input: amount,
          output: amount,
          per_request: amount,
          per_second: amount,
          ratio: amount,
        }),
      ),
    ),
    owned_by: word,
    shutdown_date: lenient(value => text(value) ?? number(value)),
  }),
)

/** The envelope that `GET /api/models` and `GET /v1/models` share: an array called `data`. */
export const modelListSchema: Schema<{ data: ModelRecord[] }> = standard(
  object({
    data: field('an array', value => (Array.isArray(value) ? value.flatMap(row => modelRecord(row) ?? []) : undefined)),
  }),
)
