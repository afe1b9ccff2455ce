import { listModels, type Model, type ModelsOptions } from './models.ts'
import { invalidOption, speechRequest, type VoiceOptions } from './request.ts'
import type { Encode, Speech } from './speech.ts'
import type { SpeechOptions } from './speech-options.ts'
import { type Plan, plan, synthesize } from './synthesize.ts'
import type { TextSource } from './text/segment.ts'
import { type ApiKey, authorize, checkKey } from './transport/authorize.ts'
import { type AudioStore, cache } from './transport/cache.ts'
import { check } from './transport/check-response.ts'
import { type Fetch, type Interceptor, intercept, type Layer, type Send, sendWith } from './transport/fetch.ts'
import { createAttempts, retry } from './transport/retry.ts'
import { type Timeouts, timeoutAttempt, timeoutTotal } from './transport/timeout.ts'

/** How a client reaches its server. */
export interface ClientOptions {
  /** Where the API's paths begin; in a browser it may be a path of your own origin. @default 'https://api.cometapi.com/v1' */
  readonly baseURL?: string | undefined
  /** The key, or what gives one before every attempt. Without it no `authorization` header is sent. */
  readonly apiKey?: ApiKey | undefined
  /** What sends each attempt. @default globalThis.fetch */
  readonly fetch?: Fetch | undefined
  /** Further headers of every request. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** What `synthesize` uses where its own options say nothing. */
  readonly defaults?: VoiceOptions | undefined
  /** How often a request that failed in passing is sent again, or `false` for never. @default { limit: 2 } */
  readonly retry?: { readonly limit?: number | undefined } | false | undefined
  /** Milliseconds for one attempt, or limits one by one. @default { firstByte: 60_000, idle: 30_000 } */
  readonly timeout?: number | Partial<Timeouts> | undefined
  /** Keeps each answer that came whole, so that what was spoken once is not asked for again, by this run or the next. */
  readonly cache?: AudioStore | undefined
  /**
   * Makes one file of several answers, in any format and sample-exact: `createEncode()` of `@outloud/encode`.
   * Without it, `mp3` and `aac` are joined frame by frame, and `opus` and `flac` need a text of one segment.
   */
  readonly encode?: Encode | undefined
  /** Wrapped around each call, retries inside, the first outermost. Who must see every attempt wraps `fetch`. */
  readonly interceptors?: readonly Interceptor[] | undefined
}

/** A configured way to one server. Its functions need no `this`. */
export interface SpeechClient {
  /**
   * Speaks a text of any length: a string, or pieces of one as they come, such as a model's tokens.
   * Nothing is sent before the speech is read.
   * @throws `InvalidRequestError` at once for options that no server could take.
   */
  synthesize(text: TextSource, options?: SpeechOptions): Speech
  /** What `synthesize` would send for a text at file pace. Nothing is sent. */
  plan(text: string, options?: SpeechOptions): Promise<Plan>
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
  const { baseURL, headers, defaults, limit, timeout } = resolve(options)
  const { apiKey, interceptors = [], cache: store, encode } = options
  // Looked up at each call, so that what replaces the global later is seen.
  const fetch: Fetch = options.fetch ?? ((url, init) => globalThis.fetch(url, init))

  const layers: Layer[] = [
    ...(store === undefined ? [] : [cache(store)]),
    ...(interceptors.length > 0 ? [intercept(interceptors)] : []),
    ...(timeout.total === undefined ? [] : [timeoutTotal(timeout)]),
    retry,
    ...(apiKey === undefined ? [] : [authorize(apiKey)]),
    check,
    timeoutAttempt(timeout),
  ]
  const send = layers.reduceRight<Send>((next, layer) => layer(next), sendWith(fetch))
  const transport = { send, baseURL, headers, attempts: () => createAttempts(limit) }

  const withDefaults = (options: SpeechOptions): SpeechOptions => ({ ...defaults, ...defined(options) })

  return {
    synthesize: (text, options = {}) => synthesize(transport, text, withDefaults(options), encode),
    plan: (text, options = {}) => plan(text, withDefaults(options), encode),
    models: (options = {}) => listModels(transport, options),
    extend: more =>
      createSpeechClient({
        ...options,
        ...more,
        headers: { ...options.headers, ...more.headers },
        defaults: { ...options.defaults, ...defined(more.defaults ?? {}) },
      }),
  }
}

function resolve({
  baseURL = 'https://api.cometapi.com/v1',
  apiKey,
  headers = {},
  defaults = {},
  ...policy
}: ClientOptions) {
  if (typeof baseURL !== 'string' || !/^(https?:\/\/[^/?#@\s]+)?(\/[^?#\s]*)?$/.test(baseURL) || baseURL === '') {
    throw invalidOption('baseURL', 'an http(s) address or a path, without query, fragment or credentials', baseURL)
  }
  if (typeof apiKey === 'string') checkKey(apiKey)
  else if (apiKey !== undefined && typeof apiKey !== 'function')
    throw invalidOption('apiKey', 'a text or a function', apiKey)
  for (const [name, value] of Object.entries(headers)) {
    // A platform's own complaint about a header would show its value.
    if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) throw invalidOption(`headers.${name}`, 'Latin-1 text', 'another')
  }
  if (policy.cache !== undefined && globalThis.crypto?.subtle === undefined) {
    throw invalidOption('cache', 'none without crypto.subtle, which a page has only over https', 'a store')
  }
  // Defaults are held to the same rules as the options of a call, before any call.
  speechRequest('-', defaults)
  return {
    baseURL: baseURL.replace(/\/+$/, ''),
    headers,
    defaults,
    limit: limitOf(policy),
    timeout: timeoutsOf(policy),
  }
}

function limitOf({ retry = {} }: ClientOptions): number {
  const limit = retry === false ? 0 : (retry.limit ?? 2)
  if (Number.isInteger(limit) && limit >= 0) return limit
  throw invalidOption('retry.limit', 'a whole number from 0', limit)
}

function timeoutsOf({ timeout = {} }: ClientOptions): Timeouts {
  const given = typeof timeout === 'number' ? { attempt: timeout } : timeout
  for (const [name, value] of Object.entries(given)) {
    // Past this, timers of every platform fire at once.
    if (value !== undefined && !(typeof value === 'number' && value > 0 && value < 2 ** 31)) {
      throw invalidOption(`timeout.${name}`, 'milliseconds from 1 to 2147483647', value)
    }
  }
  return { firstByte: 60_000, idle: 30_000, attempt: undefined, total: undefined, ...given }
}

/** Without what is `undefined`, so that a default is not covered by it. */
const defined = <T extends object>(options: T): T =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as T
