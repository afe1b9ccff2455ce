import { type ApiKey, type AudioFormat, audioFormats, type ClientOptions, type Fetch } from '@outloud/core'
import { isOrigin } from './origin.ts'
import { createMemoryStore, type RateLimitStore } from './rate-limits.ts'

/** Who is calling: what limits are counted by, such as the id of an account. */
export interface Caller {
  readonly id: string
}

/** What callers may ask for. What is not listed is refused. */
export interface SpeechProxyAllow {
  /** Origins of pages, such as `https://app.example`: your own too, exactly as browsers send them. */
  readonly origins: readonly string[]
  readonly models: readonly string[]
  /** Names, or ids of voices of your own. */
  readonly voices: readonly string[]
  readonly formats: readonly AudioFormat[]
}

/** How much callers may ask for. */
export interface SpeechProxyLimits {
  /** Bytes of a request's body. @default 32_768 */
  readonly bodyBytes?: number | undefined
  /** Code points of a request's `input`. @default 4096 */
  readonly inputLength?: number | undefined
  /** Requests of one caller; a minute's worth at once at the most. `Infinity` counts none. */
  readonly requestsPerMinute: number
  /** Code points of the `input` of one caller's requests; at least `inputLength`. `Infinity` counts none. */
  readonly charactersPerMinute: number
  /** Keeps count. @default this process's memory, for the 100 000 callers that came last */
  readonly store?: RateLimitStore | undefined
}

/** How to set up a proxy. */
export interface SpeechProxyOptions {
  /** Where the paths of the speech service begin, such as `https://api.cometapi.com/v1`. */
  readonly baseURL: string
  /** The key of the speech service, or what gives one before every request. It must be there: `undefined` throws. */
  readonly apiKey: ApiKey | undefined
  /** What sends requests to the speech service. @default globalThis.fetch */
  readonly fetch?: Fetch | undefined
  /** Milliseconds for one request to the speech service, or limits one by one, as of a client. */
  readonly timeout?: ClientOptions['timeout']
  /**
   * How often what failed in passing is sent again from here. A browser's client does so by itself, as often as its
   * limits here allow. @default false
   */
  readonly retry?: ClientOptions['retry']
  /**
   * Says who a request comes from: `undefined` answers 401, a `Response` is the answer. It must not read the body.
   */
  readonly authorize: (request: Request) => MaybePromise<Caller | Response | undefined>
  readonly allow: SpeechProxyAllow
  readonly limits: SpeechProxyLimits
  /**
   * Told of every failure that is not the caller's doing: what the answer with this request id does not say.
   * @default undefined, which tells nobody
   */
  readonly onError?: ((error: unknown, failed: { readonly requestId: string }) => void) | undefined
}

type MaybePromise<T> = T | Promise<T>

/** What may be asked for, looked up by value alone, and how much of it. */
export interface ProxyRules {
  readonly origins: ReadonlySet<string>
  readonly models: ReadonlySet<string>
  readonly voices: ReadonlySet<string>
  readonly formats: ReadonlySet<string>
  readonly bodyBytes: number
  readonly inputLength: number
  readonly requestsPerMinute: number
  readonly charactersPerMinute: number
  readonly store: RateLimitStore
}

/**
 * Every default applied and every option checked but those of the way to the speech service, which its client checks.
 * @throws `TypeError` or `RangeError` that names the option.
 */
export function resolveProxy({ baseURL, apiKey, authorize, allow, limits }: SpeechProxyOptions): ProxyRules {
  if (typeof baseURL !== 'string' || !/^https?:\/\//.test(baseURL)) {
    throw new TypeError('baseURL: expected the http(s) address of a speech service, got something else')
  }
  if (apiKey === undefined || apiKey === '') {
    throw new TypeError('apiKey: expected the key of the speech service, got none: set it where the server runs')
  }
  if (typeof authorize !== 'function') {
    throw new TypeError(`authorize: expected a function that says who is calling, got ${typeof authorize}`)
  }
  const { bodyBytes = 32_768, inputLength = 4_096, store = createMemoryStore() } = limits ?? {}
  const { requestsPerMinute, charactersPerMinute } = limits ?? {}
  return {
    origins: setOf('origins', allow?.origins, isOrigin, 'origins such as https://app.example, without a path'),
    models: setOf('models', allow?.models, isName, 'ids of models'),
    voices: setOf('voices', allow?.voices, isName, 'names of voices'),
    formats: setOf('formats', allow?.formats, isFormat, `one or more of ${Object.keys(audioFormats).join(', ')}`),
    bodyBytes: atLeast('bodyBytes', bodyBytes, 1),
    inputLength: atLeast('inputLength', inputLength, 1),
    requestsPerMinute: atLeast('requestsPerMinute', requestsPerMinute, 1),
    // Less would be a caller who can never be let through.
    charactersPerMinute: atLeast('charactersPerMinute', charactersPerMinute, inputLength),
    store,
  }
}

function setOf(
  name: keyof SpeechProxyAllow,
  values: readonly string[] | undefined,
  is: (value: string) => boolean,
  expected: string,
): ReadonlySet<string> {
  const wrong = Array.isArray(values) ? values.find(value => !is(value)) : values
  if (Array.isArray(values) && wrong === undefined && (values.length > 0 || name === 'origins')) return new Set(values)
  const came = Array.isArray(wrong ?? values) ? 'an empty list' : JSON.stringify(wrong)
  throw new TypeError(`allow.${name}: expected a list of ${expected}, got ${came ?? 'none'}`)
}

function atLeast(name: keyof SpeechProxyLimits, value: unknown, least: number): number {
  if (typeof value === 'number' && value >= least) return value
  throw new RangeError(`limits.${name}: expected a number from ${least}, got ${String(value)}`)
}

const isName = (value: unknown): boolean => typeof value === 'string' && value !== ''
const isFormat = (value: string): boolean => Object.hasOwn(audioFormats, value)
