import { isSpeechError } from './errors.ts'
import { type ModelRecord, modelListSchema } from './model-schema.ts'
import type { Answer } from './transport/fetch.ts'
import { readJSON, readText } from './transport/read.ts'
import type { Transport } from './transport/transport.ts'

/** A price list entry as the catalogue gives it; `undefined` is unknown, never free. */
export interface Pricing {
  /** Unit of the amounts, such as `USD / M Tokens`. */
  readonly currency: string | undefined
  readonly input: number | undefined
  readonly output: number | undefined
  readonly perRequest: number | undefined
  readonly perSecond: number | undefined
  /** The charge is price × ratio. */
  readonly ratio: number | undefined
}

/** A model that a server lists. Being listed does not prove that it can be called. */
export interface Model {
  /** What a request sends as `model`. */
  readonly id: string
  readonly code: string | undefined
  readonly name: string | undefined
  readonly provider: string | undefined
  readonly description: string | undefined
  readonly type: string | undefined
  /** Such as `text-to-speech`. */
  readonly features: readonly string[]
  readonly pricing: Pricing | undefined
  /** When the model is withdrawn, as the server words it. */
  readonly shutdownDate: string | undefined
}

/** The public catalogue stands beside a base that ends in /v1, not under it (PROTOCOL.md, Base and authorisation). */
const catalogueURL = (baseURL: string): string =>
  baseURL.endsWith('/v1') ? `${baseURL.slice(0, -'/v1'.length)}/api/models` : `${baseURL}/models`

/** How to ask for the catalogue. */
export interface ModelsOptions {
  readonly signal?: AbortSignal | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
}

/** Reads the catalogue, or the plain model list of a server that has none. */
export async function listModels(transport: Transport, options: ModelsOptions): Promise<readonly Model[]> {
  const headers = { ...transport.headers, ...options.headers }
  const request = async (url: string) => {
    const attempts = transport.attempts()
    const call = {
      url,
      method: 'GET',
      headers,
      body: undefined,
      signal: options.signal,
      characters: 0,
      expect: 'json',
      attempts,
    } as const
    return readModels(await transport.send(call))
  }
  const catalogue = catalogueURL(transport.baseURL)
  const list = `${transport.baseURL}/models`
  try {
    return await request(catalogue)
  } catch (error) {
    if (catalogue === list || !hasNoCatalogue(error)) throw error
    return request(list)
  }
}

/** Servers of the OpenAI kind answer an unknown path with 404, a web page, or a redirect to one. */
const hasNoCatalogue = (error: unknown): boolean =>
  isSpeechError(error) &&
  ((error.name === 'APIError' && (error.status === 404 || error.status === 405)) ||
    error.name === 'InvalidResponseError')

async function readModels(answer: Answer): Promise<Model[]> {
  const expected = 'a list of models: an object with an array called data'
  const { data } = readJSON(answer, await readText(answer), expected, value => {
    const result = modelListSchema['~standard'].validate(value)
    return 'value' in result ? result.value : undefined
  })
  return data.flatMap(modelOf)
}

function modelOf(record: ModelRecord): Model[] {
  const id = record.id ?? record.code
  if (id === undefined) return []
  const { pricing } = record
  return [
    {
      id,
      code: record.code,
      name: record.name,
      provider: record.provider ?? record.owned_by,
      description: record.description,
      type: record.model_type,
      features: record.features ?? [],
      pricing: pricing && {
        currency: pricing.currency,
        input: pricing.input,
        output: pricing.output,
        perRequest: pricing.per_request,
        perSecond: pricing.per_second,
        ratio: pricing.ratio,
      },
      shutdownDate: record.shutdown_date === undefined ? undefined : String(record.shutdown_date),
    },
  ]
}
