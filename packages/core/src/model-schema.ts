import { field, lenient, like, number, object, type Schema, standard, text, word } from './fields.ts'

/** A row of the catalogue or of the model list; whatever is null, missing or of another type is `undefined`. */
export interface ModelRecord {
  readonly id: string | undefined
  readonly code: string | undefined
  readonly provider: string | undefined
  readonly name: string | undefined
  readonly description: string | undefined
  readonly model_type: string | undefined
  readonly features: readonly string[] | undefined
  /** Paths or names of what it can be asked at, from whichever shape they come in. */
  readonly endpoints: readonly string[] | undefined
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

const anyText = lenient(text)
const anyWord = lenient(word)
const amount = lenient(number)

const texts = (values: readonly unknown[]): readonly string[] => values.filter(value => typeof value === 'string')

/** A list, an object of them by name, either of these written as JSON, or one by itself (PROTOCOL.md, Catalogue). */
function endpointsOf(value: unknown): readonly string[] | undefined {
  if (typeof value !== 'string') return listed(value)
  try {
    return listed(JSON.parse(value)) ?? [value]
  } catch {
    return [value]
  }
}

function listed(value: unknown): readonly string[] | undefined {
  if (Array.isArray(value)) return texts(value)
  return typeof value === 'object' && value !== null ? texts(Object.entries(value).flat()) : undefined
}

const modelRecord = like(
  object({
    id: anyWord,
    code: anyWord,
    provider: anyWord,
    name: anyText,
    description: anyText,
    model_type: anyWord,
    features: lenient(value =>
      Array.isArray(value) && value.every(feature => typeof feature === 'string') ? (value as string[]) : undefined,
    ),
    endpoints: lenient(endpointsOf),
    pricing: lenient(
      like(
        object({
          currency: anyWord,
          input: amount,
          output: amount,
          per_request: amount,
          per_second: amount,
          ratio: amount,
        }),
      ),
    ),
    owned_by: anyWord,
    shutdown_date: lenient(value => text(value) ?? number(value)),
  }),
)

/** What the catalogue and the model list have in common, and where in the catalogue it is. */
export interface ModelListRecord {
  readonly data: ModelRecord[]
  readonly page: number | undefined
  readonly page_size: number | undefined
  readonly total: number | undefined
}

/** The envelope that `GET /api/models` and `GET /v1/models` share: an array called `data`. */
export const modelListSchema: Schema<ModelListRecord> = standard(
  object<ModelListRecord>({
    data: field('an array', value => (Array.isArray(value) ? value.flatMap(row => modelRecord(row) ?? []) : undefined)),
    page: amount,
    page_size: amount,
    total: amount,
  }),
)
