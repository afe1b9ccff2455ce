import { isSpeechError } from './errors.ts'
import { oneOf } from './fields.ts'
import { type ModelListRecord, type ModelRecord, modelListSchema } from './model-schema.ts'
import { isFor, type ModelTask, modelTasks } from './model-task.ts'
import { checkOptions } from './request.ts'
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
  /** Where it can be asked, such as `/v1/audio/speech`; empty where the server does not say. */
  readonly endpoints: readonly string[]
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
  /**
   * Only models for this, as far as their features, type and endpoints say; where those say nothing, their name does.
   * @default all models
   */
  readonly task?: ModelTask | undefined
}

/** A catalogue that is longer than this is not read on: no server has so many models. */
const mostPages = 50

/** Reads the catalogue with all its pages, or the plain model list of a server that has none. */
export async function listModels(transport: Transport, options: ModelsOptions): Promise<readonly Model[]> {
  const { task } = options
  checkOptions('', { task }, "'speech' or 'transcription'", value =>
    value === undefined ? '' : oneOf(modelTasks)(value),
  )
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
    return readList(await transport.send(call))
  }
  const catalogue = catalogueURL(transport.baseURL)
  const list = `${transport.baseURL}/models`
  const first = await request(catalogue).catch(error => {
    if (catalogue === list || !isRefusal(error, noSuchPath)) throw error
    return request(list)
  })
  const models = await withFollowingPages(first, page => request(`${catalogue}?page=${page}`))
  return task === undefined ? models : models.filter(model => isFor(model, task))
}

/**
 * The models of a list, and of the pages behind it where it says that there are more than it holds. How a page is asked
 * for is not documented: a server that refuses, or gives the same again, is taken at what it gave.
 */
async function withFollowingPages(
  first: ModelListRecord,
  ask: (page: number) => Promise<ModelListRecord>,
): Promise<readonly Model[]> {
  const { page = 0, total = 0 } = first
  const models = new Map<string, Model>()
  const add = ({ data }: ModelListRecord) => {
    const before = models.size
    for (const model of data.flatMap(modelOf)) if (!models.has(model.id)) models.set(model.id, model)
    return models.size > before
  }
  let more = add(first) && page >= 1
  for (let next = page + 1; more && models.size < total && next < page + mostPages; next++) {
    try {
      more = add(await ask(next))
    } catch (error) {
      if (!isRefusal(error, noSuchPage)) throw error
      more = false
    }
  }
  return [...models.values()]
}

/** Servers of the OpenAI kind answer an unknown path with one of these, a web page, or a redirect to one. */
const noSuchPath: readonly number[] = [404, 405]
const noSuchPage: readonly number[] = [...noSuchPath, 400, 422]

const isRefusal = (error: unknown, statuses: readonly number[]): boolean =>
  isSpeechError(error) &&
  ((error.name === 'APIError' && statuses.includes(error.status)) || error.name === 'InvalidResponseError')

async function readList(answer: Answer): Promise<ModelListRecord> {
  const expected = 'a list of models: an object with an array called data'
  return readJSON(answer, await readText(answer), expected, value => {
    const result = modelListSchema['~standard'].validate(value)
    return 'value' in result ? result.value : undefined
  })
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
      endpoints: record.endpoints ?? [],
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
