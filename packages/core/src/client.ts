import { type ClientOptions, resolveClient } from './client-options.ts'
import type { Model, ModelsOptions } from './models.ts'
import type { Plan, PlanOptions } from './plan.ts'
import type { Speech } from './speech.ts'
import type { SpeechOptions } from './speech-options.ts'
import { synthesize } from './synthesize.ts'
import type { TextSource } from './text/segment.ts'
import type {
  Recording,
  TranscriptionEventOptions,
  TranscriptionOptions,
  TranslationOptions,
} from './transcription/options.ts'
import type { TranscriptFormat } from './transcription/schema.ts'
import type { TranscriptIn, TranscriptionEvent } from './transcription/transcript.ts'
import { authorize } from './transport/authorize.ts'
import { byEvents } from './transport/by-events.ts'
import { check } from './transport/check-response.ts'
import { type Fetch, loaded, type Send, sendWith } from './transport/fetch.ts'
import { identify } from './transport/idempotency.ts'
import { createGate, type Gate, limit } from './transport/limit.ts'
import { createAttempts, createRetryBudget, type RetryBudget, retry } from './transport/retry.ts'
import { timeoutAttempt, timeoutTotal } from './transport/timeout.ts'
import type { Transport } from './transport/transport.ts'

/** A configured way to one server. Its functions need no `this`. */
export interface SpeechClient {
  /**
   * Speaks a text of any length: a string, or pieces of one as they come, such as a model's tokens.
   * Nothing is sent before the speech is read.
   * @throws `InvalidRequestError` at once for options that no server could take.
   */
  synthesize(text: TextSource, options?: SpeechOptions): Speech
  /** What `synthesize` would send for a text at file pace, and what that costs. Nothing is sent. */
  plan(text: string, options?: PlanOptions): Promise<Plan>
  /**
   * Writes down what a recording says. It is uploaded once, unless the server certainly did not take it.
   * Rejects with an `InvalidRequestError`, before anything is sent, for a file of another kind, an empty or too large
   * one, and for options that no server could take.
   */
  transcribe<Format extends TranscriptFormat = 'json'>(
    audio: Recording,
    options?: TranscriptionOptions<Format>,
  ): Promise<TranscriptIn<Format>>
  /**
   * What a recording says, as it is heard: the last event is `transcript.text.done`, or the iteration throws. Models
   * that do not stream, such as `whisper-1`, give that event alone. Nothing is sent before it is iterated.
   */
  transcriptionEvents(audio: Recording, options?: TranscriptionEventOptions): AsyncGenerator<TranscriptionEvent, void>
  /** Writes down in English what a recording says in any language; as `transcribe` otherwise. */
  translate<Format extends TranscriptFormat = 'json'>(
    audio: Recording,
    options?: TranslationOptions<Format>,
  ): Promise<TranscriptIn<Format>>
  /** The models that the server lists. */
  models(options?: ModelsOptions): Promise<readonly Model[]>
  /** A new client with these options over this one's; this one stays as it is. */
  extend(options: ClientOptions): SpeechClient
}

/**
 * Makes a client. It reads nothing from the environment.
 * @throws `InvalidRequestError` that names the option that is wrong.
 * @example
 * const client = createSpeechClient({ apiKey })
 * const audio = await client.synthesize('Hello, world.').bytes()
 */
export function createSpeechClient(options: ClientOptions = {}): SpeechClient {
  return createClient(options, { budget: createRetryBudget(), gate: undefined })
}

/** What a client shares with those that are extended from it, because it is about the server, not about the call. */
interface Shared {
  readonly budget: RetryBudget
  readonly gate: Gate | undefined
}

function createClient(options: ClientOptions, shared: Shared): SpeechClient {
  const { baseURL, headers, defaults, retries, limits, timeout } = resolveClient(options)
  const { apiKey, interceptors = [], cache: store, encode } = options
  // Looked up at each call, so that what replaces the global later is seen.
  const fetch: Fetch = options.fetch ?? ((url, init) => globalThis.fetch(url, init))

  const gate = shared.gate ?? (limits && createGate(limits))

  const layers = [
    store && loaded(async () => (await import('./transport/cache.ts')).cache(store)),
    interceptors.length > 0 && loaded(async () => (await import('./transport/intercept.ts')).intercept(interceptors)),
    timeout.total !== undefined && timeoutTotal(timeout),
    retry,
    gate && limit(gate),
    options.idempotencyKey !== false && identify,
    apiKey !== undefined && authorize(apiKey),
    check,
    byEvents,
  ].filter(layer => typeof layer === 'function')
  const send = layers.reduceRight<Send>((next, layer) => layer(next), timeoutAttempt(timeout, sendWith(fetch)))
  const pace = store === undefined ? {} : undefined
  const attempts: Transport['attempts'] = may => createAttempts(retries, shared.budget, may)
  const transport = { send, baseURL, headers, pace, attempts }

  const withDefaults = <T extends SpeechOptions>(own: T): T =>
    options.defaults === undefined ? own : { ...defaults, ...defined(own) }

  return {
    synthesize: (text, options = {}) => synthesize(transport, text, withDefaults(options), encode),
    plan: async (text, options = {}) => (await import('./plan.ts')).plan(text, withDefaults(options), encode),
    transcribe: async (audio, options = {}) => (await transcription()).transcribe(transport, audio, options),
    translate: async (audio, options = {}) => (await transcription()).translate(transport, audio, options),
    async *transcriptionEvents(audio, options = {}) {
      yield* (await transcription()).transcriptionEvents(transport, audio, options)
    },
    models: async (options = {}) => (await import('./models.ts')).listModels(transport, options),
    extend: more => {
      const headers = { ...options.headers, ...more.headers }
      const defaults = { ...options.defaults, ...defined(more.defaults ?? {}) }
      // Another server or other limits are another gate.
      const sameGate = more.limit === undefined && (more.baseURL ?? baseURL) === baseURL
      return createClient({ ...options, ...more, headers, defaults }, { ...shared, gate: sameGate ? gate : undefined })
    },
  }
}

/** Most pages that speak do not listen. */
const transcription = () => import('./transcription.ts')

/** Without what is `undefined`, so that a default is not covered by it. */
const defined = <T extends object>(options: T): T =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as T
