import * as z from 'zod/mini'
import { audioFormats } from './format.ts'

// Compiling validators at run time would need `unsafe-eval` in a page's content security policy.
z.config({ jitless: true })

/** One problem a schema found. */
export interface SchemaIssue {
  readonly message: string
  readonly path: readonly (string | number)[]
}

/** A validator of the Standard Schema family (standardschema.dev, version 1); it never answers with a promise. */
export interface Schema<Output> {
  readonly '~standard': {
    readonly version: 1
    readonly vendor: 'outloud'
    readonly validate: (value: unknown) => { readonly value: Output } | { readonly issues: readonly SchemaIssue[] }
    readonly types?: { readonly input: unknown; readonly output: Output } | undefined
  }
}

const standard = <Output>(schema: z.ZodMiniType<Output>): Schema<Output> => ({
  '~standard': {
    version: 1,
    vendor: 'outloud',
    validate: value => {
      const result = z.safeParse(schema, value)
      if (result.success) return { value: result.data }
      return {
        issues: result.error.issues.map(({ message, path }) => ({
          message,
          path: path.map(key => (typeof key === 'symbol' ? String(key) : key)),
        })),
      }
    },
  },
})

const expected = (what: string) => ({ error: `expected ${what}` })
const text = (what: string) => z.string(expected(what)).check(z.minLength(1, expected(what)))
const formats = Object.keys(audioFormats) as (keyof typeof audioFormats)[]

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

export const speechRequestSchema: Schema<SpeechRequest> = standard<SpeechRequest>(
  z.looseObject(
    {
      model: z._default(text('the id of a model'), 'tts-1'),
      input: text('a text that is not empty'),
      voice: z._default(
        z.union([text('a voice'), z.object({ id: text('a voice') })], expected('the name of a voice, or { id }')),
        'alloy',
      ),
      response_format: z._default(z.enum(formats, expected(`one of ${formats.join(', ')}`)), 'mp3'),
      speed: z._default(
        z
          .number(expected('a number from 0.25 to 4'))
          .check(
            z.minimum(0.25, expected('a number from 0.25 to 4')),
            z.maximum(4, expected('a number from 0.25 to 4')),
          ),
        1,
      ),
      instructions: z.optional(
        z
          .string(expected('a text of at most 4096 characters'))
          .check(z.maxLength(4_096, expected('a text of at most 4096 characters'))),
      ),
      stream_format: z.optional(z.enum(['audio', 'sse'], expected("'audio' or 'sse'"))),
    },
    expected('an object'),
  ),
)

// What servers send is read leniently: a field of another type is as if it were not there.
const lenient = <T>(schema: z.ZodMiniType<T>) => z.catch(z.union([schema, z.undefined()]), undefined)
const word = lenient(z.string().check(z.minLength(1), z.maxLength(256)))
const anyText = lenient(z.string().check(z.minLength(1)))
const amount = lenient(z.number())

/** What an error answer says of itself. */
interface ErrorBody {
  readonly message: string | undefined
  readonly type: string | undefined
  readonly code: string | undefined
  readonly param: string | undefined
}

const errorFields = z.object({ message: anyText, type: word, code: word, param: word })
const errorBody = z.object({
  error: lenient(z.union([z.string(), errorFields])),
  message: anyText,
  detail: anyText,
})

/** What an error answer says, from any of the shapes in PROTOCOL.md, Errors; nothing at all for other text. */
export function parseErrorBody(body: string): ErrorBody {
  const none = { message: undefined, type: undefined, code: undefined, param: undefined }
  const parsed = z.safeParse(errorBody, parseJson(body))
  if (!parsed.success) return none
  const { error, message, detail } = parsed.data
  if (typeof error === 'object') return { ...error, message: error.message ?? message ?? detail }
  return { ...none, message: error ?? message ?? detail }
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

const modelRecord = z.object({
  id: word,
  code: word,
  provider: word,
  name: anyText,
  description: anyText,
  model_type: word,
  features: lenient(z.readonly(z.array(z.string()))),
  pricing: lenient(
    z.object({ currency: word, input: amount, output: amount, per_request: amount, per_second: amount, ratio: amount }),
  ),
  owned_by: word,
  shutdown_date: lenient(z.union([z.string(), z.number()])),
})

const unknownModel: ModelRecord = z.parse(modelRecord, {})

/** The envelope that `GET /api/models` and `GET /v1/models` share: an array called `data`. */
export const modelListSchema: Schema<{ data: ModelRecord[] }> = standard(
  z.object({ data: z.array(z.catch(modelRecord, unknownModel)) }),
)
