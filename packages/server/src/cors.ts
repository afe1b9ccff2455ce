import { isOrigin, setOrigin } from './proxy/origin.ts'

/** What pages of other origins may do here. */
export interface CORS {
  /** The answer to a page that asks what it may send, for a request that is such a question. */
  preflight(request: Request): Response | undefined
  /** Lets the page that asked read the answer. */
  allow(request: Request, headers: Headers): void
  /** Whether the request comes from a page that may do so. */
  allows(request: Request): boolean
}

/** @throws `TypeError` for what is no origin: `*` is none. */
export function createCORS(cors: string | readonly string[] | undefined): CORS {
  const origins = new Set(typeof cors === 'string' ? [cors] : cors)
  for (const origin of origins) {
    if (isOrigin(origin)) continue
    throw new TypeError(`cors: expected an origin such as http://localhost:5173, got ${JSON.stringify(origin)}`)
  }
  const allowed = ({ headers }: Request): string | undefined => {
    const origin = headers.get('origin')
    return origin !== null && origins.has(origin) ? origin : undefined
  }
  return {
    allows: request => allowed(request) !== undefined,
    preflight: request => {
      const { method, headers } = request
      if (method !== 'OPTIONS' || !headers.has('access-control-request-method')) return undefined
      if (allowed(request) === undefined) return undefined
      const answer = new Response(null, { status: 204 })
      answer.headers.set('access-control-allow-methods', 'GET, POST')
      // Clients of the protocol have many of their own, and none that would do harm here.
      const wanted = headers.get('access-control-request-headers')
      if (wanted !== null) answer.headers.set('access-control-allow-headers', wanted)
      // A public page asks for this before it talks to a server on the reader's machine.
      if (headers.has('access-control-request-private-network')) {
        answer.headers.set('access-control-allow-private-network', 'true')
      }
      answer.headers.set('access-control-max-age', '600')
      return answer
    },
    allow: (request, headers) => {
      if (origins.size > 0) setOrigin(headers, allowed(request))
    },
  }
}
