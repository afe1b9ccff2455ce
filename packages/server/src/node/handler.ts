import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream as NodeReadableStream } from 'node:stream/web'
import { discard, requestBody } from './request-body.ts'

/** Anything that answers requests. */
export interface FetchServer {
  readonly fetch: (request: Request) => Promise<Response>
  /** Whether it does nothing for those who send no key: `serve` then leaves it to the key who may call. @default false */
  readonly asksForKey?: boolean | undefined
}

/** What `node:http` and frameworks on it take. */
export type NodeHandler = (incoming: IncomingMessage, outgoing: ServerResponse) => void

/**
 * Answers Node's requests with a server's `fetch`. Put it before what reads bodies, such as `express.json()`.
 * A client that goes away aborts `request.signal` and cancels the answer's body; an answer whose body breaks ends the
 * connection without the end of the body, so that no client takes the part for the whole.
 * @example createServer(toNodeHandler(createSpeechServer({ engine })))
 */
export function toNodeHandler(server: FetchServer): NodeHandler {
  return (incoming, outgoing) => {
    const gone = new AbortController()
    outgoing.once('close', () => {
      if (!outgoing.writableFinished) gone.abort()
    })
    handle(server, incoming, outgoing, gone.signal)
      // The client learns of it from the connection, and there is nobody else to tell.
      .catch(() => outgoing.destroy())
      .finally(() => discard(incoming))
  }
}

async function handle(
  server: FetchServer,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  signal: AbortSignal,
): Promise<void> {
  const answer = await answerTo(server, incoming, signal)
  if (signal.aborted) {
    await answer.body?.cancel(signal.reason)
    outgoing.destroy()
    return
  }
  outgoing.statusCode = answer.status
  for (const [name, value] of answer.headers) outgoing.appendHeader(name, value)
  if (answer.body === null) {
    outgoing.end()
    return
  }
  // Two declarations of one class: the web's, as `Response` has it, and Node's.
  await pipeline(Readable.fromWeb(answer.body as NodeReadableStream), outgoing)
}

async function answerTo(server: FetchServer, incoming: IncomingMessage, signal: AbortSignal): Promise<Response> {
  let request: Request
  try {
    request = requestFrom(incoming, signal)
  } catch {
    return new Response(null, { status: 400 })
  }
  try {
    return await server.fetch(request)
  } catch {
    // Nobody reads it when the reason is that the client has gone.
    return new Response(null, { status: 500 })
  }
}

/** @throws `TypeError` for a target, a header or a method (TRACE) that a `Request` cannot have. */
function requestFrom(incoming: IncomingMessage, signal: AbortSignal): Request {
  const { method = 'GET', rawHeaders } = incoming
  const headers = new Headers()
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    headers.append(rawHeaders[index] ?? '', rawHeaders[index + 1] ?? '')
  }
  const bodiless = method === 'GET' || method === 'HEAD'
  const init = bodiless ? {} : { body: requestBody(incoming), duplex: 'half' as const }
  return new Request(urlOf(incoming), { method, headers, signal, ...init })
}

function urlOf({ url: target = '/', headers, socket }: IncomingMessage): URL {
  // A client that takes us for a proxy sends the whole address.
  if (!target.startsWith('/')) return new URL(target)
  const scheme = 'encrypted' in socket ? 'https' : 'http'
  const { host = '' } = headers
  // A path may begin with two slashes, so it is never resolved against a base; a host may be anything at all.
  const origin = /^[\w.-]+(:\d+)?$|^\[[\da-f:.]+\](:\d+)?$/i.test(host) ? host : 'localhost'
  return new URL(`${scheme}://${origin}${target}`)
}
