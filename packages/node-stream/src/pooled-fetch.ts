import { Buffer } from 'node:buffer'
import type { Fetch } from '@outloud/core'
import type { Dispatcher } from 'undici'
import { type AnswerParts, createAnswer, pulled } from './pooled/answer.ts'
import type { AnswerFields } from './pooled/answer-fields.ts'
import { exchange, type Link, type OutgoingRequest } from './pooled/exchange.ts'
import { type Stop, whenAborted, whenStopped } from './pooled/stop.ts'

/** How connections are kept. */
export interface PooledFetchOptions {
  /** Connections to one origin at once; what is more waits for one of them. @default as many as there are requests */
  readonly connections?: number | undefined
  /** Milliseconds that an idle connection is kept, unless the server says how long. @default 4_000 */
  readonly keepAlive?: number | undefined
  /** Milliseconds to make a connection. @default 10_000 */
  readonly connectTimeout?: number | undefined
}

/** A `Fetch` over connections of its own. */
export interface PooledFetch extends Fetch {
  /** Ends every connection; requests under way fail, and none can follow. */
  close(): Promise<void>
}

/**
 * Makes a `Fetch` for Node that costs a fraction of the built-in one: undici's pool of connections, without the objects
 * of the fetch standard around it. undici is loaded by the first request.
 *
 * It never follows a redirect, asks for an answer as it is (`accept-encoding: identity`) and does not decompress one,
 * and sets no time limit but that for connecting: a client has its own. A failed connection is a `TypeError` with
 * undici's error as its `cause`; an abort rejects with `signal.reason`. If `HTTP_PROXY` or `HTTPS_PROXY` is set when it
 * first sends, it goes through that proxy, except for what `NO_PROXY` lists. Idle connections do not keep a process
 * alive; `close` ends them at once.
 * @throws {RangeError} for an option that is out of range.
 * @example
 * const fetch = createPooledFetch()
 * const client = createSpeechClient({ apiKey, fetch })
 */
export function createPooledFetch({
  connections,
  keepAlive = 4_000,
  connectTimeout = 10_000,
}: PooledFetchOptions = {}): PooledFetch {
  if (connections !== undefined && !(Number.isInteger(connections) && connections >= 1)) {
    throw new RangeError(`connections: expected a whole number from 1, got ${connections}`)
  }
  for (const [name, value] of Object.entries({ keepAlive, connectTimeout })) {
    // Past this, timers fire at once.
    if (!(value >= 1 && value < 2 ** 31)) throw new RangeError(`${name}: expected milliseconds from 1, got ${value}`)
  }
  let opened: Promise<Dispatcher> | undefined
  let dispatcher: Dispatcher | undefined
  let address: Address | undefined
  let closed = false

  async function open(): Promise<Dispatcher> {
    const { Agent, EnvHttpProxyAgent } = await import('undici')
    const options = {
      ...(connections === undefined ? {} : { connections }),
      keepAliveTimeout: keepAlive,
      connect: { timeout: connectTimeout },
      headersTimeout: 0,
      bodyTimeout: 0,
    }
    return hasProxy() ? new EnvHttpProxyAgent(options) : new Agent(options)
  }

  async function dispatch({ url, method = 'GET', headers, body }: Outgoing, link: Link): Promise<AnswerParts> {
    if (closed) throw new TypeError('The connections were closed')
    if (dispatcher === undefined) {
      opened ??= open()
      dispatcher = await opened
    }
    // Most requests of a client go where the last one went.
    if (address?.url !== url) address = addressOf(url)
    const request = {
      ...address,
      method: method as Dispatcher.HttpMethod,
      headers: fieldsOf(headers),
      body: null,
    }
    if (body === undefined || body === null) return exchange(dispatcher, request, link)
    if (typeof body === 'string') return exchange(dispatcher, { ...request, body }, link)
    const content = await contentOf(body)
    const fields = { ...content.headers, ...request.headers }
    return exchange(dispatcher, { ...request, body: content.body, headers: fields }, link)
  }

  const fetch: Fetch = async (url, { signal, ...init }) =>
    createAnswer(await dispatch({ ...init, url }, stop => whenAborted(signal, stop)))

  /** As `fetch`, for a client that knows of it. */
  async function pull(call: Outgoing, stop: Stop): Promise<PulledAnswer> {
    const { status, fields, body } = await dispatch(call, end => whenStopped(stop, end))
    return { status, headers: fields, read: body.read, cancel: body.cancel }
  }

  return Object.assign(fetch, {
    [pulled]: pull,
    close: async () => {
      closed = true
      await (await opened)?.destroy()
    },
  })
}

type Outgoing = Pick<RequestInit, 'method' | 'headers' | 'body'> & { readonly url: string }
type PulledAnswer = Pick<AnswerParts, 'status'> &
  Pick<AnswerParts['body'], 'read' | 'cancel'> & { headers: AnswerFields }

const hasProxy = (): boolean =>
  ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY'].some(name => (process.env[name] ?? '') !== '')

/** Where a request goes, as undici takes it. */
type Address = Pick<OutgoingRequest, 'url' | 'origin' | 'path'>

function addressOf(url: string): Address {
  const { origin, pathname, search } = new URL(url)
  return { url, origin, path: pathname + search }
}

/** Names in lower case, so that one given replaces one that is added. */
function fieldsOf(headers: RequestInit['headers']): Record<string, string> {
  const fields: Record<string, string> = { 'accept-encoding': 'identity' }
  if (headers === undefined || headers === null) return fields
  if (Symbol.iterator in headers) return Object.assign(fields, Object.fromEntries(new Headers(headers)))
  for (const name in headers) fields[name.toLowerCase()] = String(headers[name])
  return fields
}

interface Content {
  readonly body: Buffer
  readonly headers: Readonly<Record<string, string>>
}

/** Bytes as they are; whatever else fetch takes, such as a form, as the bytes and the type it becomes. */
async function contentOf(body: NonNullable<RequestInit['body']>): Promise<Content> {
  if (body instanceof Uint8Array) return { body: Buffer.from(body.buffer, body.byteOffset, body.length), headers: {} }
  const response = new Response(body)
  return { body: Buffer.from(await response.arrayBuffer()), headers: Object.fromEntries(response.headers) }
}
