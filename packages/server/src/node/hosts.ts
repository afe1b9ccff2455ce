import { errorResponse, HTTPError } from '../http-error.ts'
import { createRequestId } from '../request-id.ts'
import type { FetchServer } from './handler.ts'

/** Whether a name or address can be reached from this machine alone; from any other, a key should be asked for. */
export const isLoopback = (host: string): boolean =>
  /^([\w-]+\.)*localhost$/i.test(host) || host === '::1' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host)

/** @throws `TypeError` for what is no name: a host with a port, an address with its scheme. */
export function checkHosts(hosts: readonly string[]): void {
  for (const host of hosts) {
    if (nameIn(host) === host.toLowerCase()) continue
    throw new TypeError(`hosts: expected names such as speech.example, without a port, got ${JSON.stringify(host)}`)
  }
}

/**
 * The server, which answers only those who call it by a name of this machine or one of `hosts`. A page whose name was
 * made to lead here (DNS rebinding) is of the same origin for its browser, so that nothing else would stop it; but its
 * browser sends the page's name along, and nobody can make it send another.
 */
export function calledBy(hosts: readonly string[], server: FetchServer): FetchServer {
  const allowed = new Set(hosts.map(host => host.toLowerCase()))
  const isAllowed = (name: string | undefined) => name !== undefined && (isLoopback(name) || allowed.has(name))
  return {
    fetch: async request => {
      const sent = request.headers.get('host') ?? ''
      // A whole address in the request line comes before the header.
      if (isAllowed(nameIn(sent)) && isAllowed(new URL(request.url).hostname)) return server.fetch(request)
      const requestId = createRequestId()
      const response = errorResponse(refused(sent), requestId)
      response.headers.set('x-request-id', requestId)
      response.headers.set('cache-control', 'no-store')
      response.headers.set('x-content-type-options', 'nosniff')
      return response
    },
  }
}

/** Not 421, upon which browsers and other clients try again. */
const refused = (host: string): HTTPError =>
  new HTTPError(
    403,
    `host: expected localhost or a name that this server was given, got ${JSON.stringify(host.slice(0, 80))}; name it in hosts, or set a key`,
    { code: 'host_not_allowed' },
  )

/** The name in a `host` header, as addresses spell it: small letters, no port. */
function nameIn(host: string): string | undefined {
  return /^([\w.-]+|\[[\da-f:.]+\])(:\d+)?$/i.exec(host)?.[1]?.toLowerCase()
}
