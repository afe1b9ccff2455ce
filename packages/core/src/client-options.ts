import { invalidOption } from './errors.ts'
import { numberWithin, wholeNumberFrom } from './fields.ts'
import { checkOptions, speechFields, type VoiceOptions } from './request.ts'
import type { Encode } from './speech.ts'
import { type ApiKey, checkKey } from './transport/authorize.ts'
import type { Fetch, Interceptor } from './transport/fetch.ts'
import type { LimitOptions, Limits } from './transport/limit.ts'
import type { AudioStore } from './transport/store.ts'
import type { Timeouts } from './transport/timeout.ts'

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
  /**
   * Whether requests carry an `Idempotency-Key`: the same on every attempt of one request, so that a server that knows
   * the header charges it once. A server for browsers of other origins has to allow it. @default true
   */
  readonly idempotencyKey?: boolean | undefined
  /** How much is sent at once, over all calls; answers of 429 lower it for a while. `false` is no limit. */
  readonly limit?: LimitOptions | false | undefined
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

/** What a client runs on. */
export interface ClientSettings {
  readonly baseURL: string
  readonly headers: Readonly<Record<string, string>>
  readonly defaults: VoiceOptions
  readonly retries: number
  readonly limits: Limits | undefined
  readonly timeout: Timeouts
}

/**
 * Every default applied and every option checked, in one place.
 * @throws `InvalidRequestError`
 */
export function resolveClient({
  baseURL = 'https://api.cometapi.com/v1',
  apiKey,
  headers = {},
  defaults = {},
  ...policy
}: ClientOptions): ClientSettings {
  if (typeof baseURL !== 'string' || !/^(https?:\/\/[^/?#@\s]+)?(\/[^?#\s]*)?$/.test(baseURL) || baseURL === '') {
    const shown = String(baseURL).includes('@') ? 'an address with credentials' : baseURL
    throw invalidOption('baseURL', 'an http(s) address or a path, without query, fragment or credentials', shown)
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
  speechFields(defaults)
  return {
    baseURL: baseURL.replace(/\/+$/, ''),
    headers,
    defaults,
    retries: retriesOf(policy),
    limits: limitsOf(policy),
    timeout: timeoutsOf(policy),
  }
}

function retriesOf({ retry = {} }: ClientOptions): number {
  const limit = retry === false ? 0 : (retry.limit ?? 2)
  checkOptions('retry.', { limit }, 'a whole number from 0', wholeNumberFrom(0))
  return limit
}

function limitsOf({ limit = {} }: ClientOptions): Limits | undefined {
  if (limit === false) return undefined
  const { concurrency = 8, requestsPerMinute = Infinity, charactersPerMinute = Infinity, patience = 60_000 } = limit
  const most = { concurrency, requestsPerMinute, charactersPerMinute }
  checkOptions('limit.', most, 'a number from 1', numberWithin(1, Infinity))
  checkOptions('limit.', { patience }, 'a number from 0', numberWithin(0, Infinity))
  return { ...most, patience }
}

function timeoutsOf({ timeout = {} }: ClientOptions): Timeouts {
  const given = typeof timeout === 'number' ? { attempt: timeout } : timeout
  // Past this, timers of every platform fire at once.
  const longest = 2 ** 31 - 1
  checkOptions('timeout.', given, `milliseconds from 1 to ${longest}`, value =>
    value === undefined ? 0 : numberWithin(1, longest)(value),
  )
  return { firstByte: 60_000, idle: 30_000, attempt: undefined, total: undefined, ...given }
}
