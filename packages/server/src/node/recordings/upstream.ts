import { HTTPError } from '../../http-error.ts'
import type { Asking } from './answering.ts'
import { secretsOf } from './secrets.ts'

/** Where requests go that came to a server of one's own. */
export interface UpstreamOptions {
  /**
   * Where the paths of the real server begin, such as `https://api.cometapi.com/v1`: requests for speech,
   * transcriptions and models go there with its key and nothing else that their sender is known by.
   * @default undefined, which sends each request as it is, where it is addressed to
   */
  readonly baseURL?: string | undefined
  /** The key of the server at `baseURL`. @default undefined, which sends none */
  readonly apiKey?: string | undefined
}

/** A request as it is sent. */
interface Sending {
  readonly url: string
  readonly init: RequestInit
  /** What must not be written down. */
  readonly secrets: readonly string[]
}

/** The headers of a caller that say something of the request, and nothing of the caller. */
const passed = ['accept', 'content-type', 'idempotency-key'] as const

/** @throws `TypeError` that names the option. */
export function createUpstream({ baseURL, apiKey }: UpstreamOptions): (asking: Asking) => Sending {
  if (baseURL === undefined) {
    if (apiKey === undefined) return asItIs
    throw new TypeError('apiKey: expected one only with a baseURL to send it to: a client has its own')
  }
  const base = checkBase(baseURL)
  if (apiKey !== undefined && !/^[\x21-\x7e]+$/.test(apiKey)) {
    throw new TypeError('apiKey: expected visible ASCII characters without spaces, got others')
  }
  return ({ url, method, headers: sent, body }) => {
    const headers = new Headers({ 'accept-encoding': 'identity' })
    for (const name of passed) {
      const value = sent.get(name)
      if (value !== null) headers.set(name, value)
    }
    if (apiKey !== undefined) headers.set('authorization', `Bearer ${apiKey}`)
    const secrets = [...secretsOf(sent, url), ...(apiKey === undefined ? [] : [apiKey])]
    return { url: addressOf(url, method, base), init: initOf({ method, headers, body, init: {} }), secrets }
  }
}

const asItIs = ({ url, method, headers: sent, body, init }: Asking): Sending => {
  const headers = new Headers(sent)
  if (!headers.has('accept-encoding')) headers.set('accept-encoding', 'identity')
  return { url: url.href, init: initOf({ method, headers, body, init }), secrets: secretsOf(headers, url) }
}

/** A redirect would take the key along, and is never followed. */
const initOf = ({
  method,
  headers,
  body,
  init,
}: Pick<Asking, 'method' | 'headers' | 'body' | 'init'>): RequestInit => ({
  ...init,
  method,
  headers: Object.fromEntries(headers),
  redirect: 'manual',
  // A text stays one, for a `fetch` of the user's that looks into it.
  ...(body === undefined ? {} : { body: typeof init.body === 'string' ? init.body : body }),
})

function checkBase(baseURL: string): string {
  if (URL.canParse(baseURL)) {
    const { protocol, username, password, search, hash, href } = new URL(baseURL)
    if (/^https?:$/.test(protocol) && username + password + search + hash === '') return href.replace(/\/+$/, '')
  }
  throw new TypeError('baseURL: expected an address such as https://api.cometapi.com/v1, without credentials or query')
}

/** Nothing else of an account is reached through here, and nothing is changed in it. */
const isServed = (path: string): boolean => /^\/v1\/(audio\/[\w/-]+|models(\/[\w.:-]+)?)$|^\/api\/models$/.test(path)

/** @throws `HTTPError` 404 or 405. */
function addressOf({ pathname, search }: URL, method: string, base: string): string {
  if (!isServed(pathname)) {
    const message = `path: expected one below /v1/audio, /v1/models or /api/models, got ${pathname.slice(0, 80)}`
    throw new HTTPError(404, message, { code: 'not_found' })
  }
  if (method !== 'GET' && method !== 'POST') {
    const headers = { allow: 'GET, POST' }
    throw new HTTPError(405, `method: expected GET or POST, got ${method}`, { code: 'method_not_allowed', headers })
  }
  if (pathname.startsWith('/v1/')) return base + pathname.slice('/v1'.length) + search
  // The catalogue stands beside a base that ends in /v1.
  return `${base.replace(/\/v1$/, '')}${base.endsWith('/v1') ? '/api' : ''}/models${search}`
}
