import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type FetchServer, toNodeHandler } from './handler.ts'
import { calledBy, checkHosts, isLoopback } from './hosts.ts'

/** Where to listen. */
export interface ServeOptions {
  /** 0 is any free port. @default 0 */
  readonly port?: number | undefined
  /** Name or address to listen on. Anything but a loopback address can be reached from other machines: set a key. @default '127.0.0.1' */
  readonly host?: string | undefined
  /**
   * Names by which requests may call the server, besides `host` and those of this machine, such as the name of a tunnel
   * or of a web server in front; any other is answered with 403. A page on the web could otherwise use a server that asks
   * for no key, by a name that it makes lead to this machine.
   * @default none on a loopback address, unless the server asks for a key; elsewhere any name
   */
  readonly hosts?: readonly string[] | undefined
}

/** How to stop listening. */
export interface CloseOptions {
  /** Milliseconds that answers under way may take to finish before their connections are cut. @default 10_000 */
  readonly grace?: number | undefined
}

/** A server that listens. */
export interface Serving {
  /** Such as `http://127.0.0.1:8080`; clients of the OpenAI kind take it with `/v1` behind. */
  readonly url: string
  /** Takes no more requests and lets those under way finish. The server that was handed in stays open. */
  close(options?: CloseOptions): Promise<void>
}

/**
 * Listens on `node:http`. Rejects with the system's error, such as `EADDRINUSE`, when it cannot, and with a `TypeError`
 * for a name in `hosts` that is none.
 * @example const { url, close } = await serve(createSpeechServer({ engine }), { port: 8080 })
 */
export async function serve(
  server: FetchServer,
  { port = 0, host = '127.0.0.1', hosts }: ServeOptions = {},
): Promise<Serving> {
  checkHosts(hosts ?? [])
  let closing: Promise<void> | undefined
  const http = createServer()
  await new Promise<void>((resolve, reject) => {
    http.once('error', reject)
    http.listen(port, host, () => {
      http.off('error', reject)
      resolve()
    })
  })
  const address = http.address() as AddressInfo
  const open = hosts === undefined && (server.asksForKey === true || !isLoopback(address.address))
  const handler = toNodeHandler(open ? server : calledBy([host, ...(hosts ?? [])], server))
  http.on('request', (incoming, outgoing) => {
    // A connection that is kept alive would hold a closing server open until the client lets go of it.
    outgoing.once('close', () => closing && http.closeIdleConnections())
    handler(incoming, outgoing)
  })
  const stop = async (grace: number) => {
    const timer = setTimeout(() => http.closeAllConnections(), grace)
    await new Promise<void>(resolve => http.close(() => resolve()))
    clearTimeout(timer)
  }
  return {
    url: urlOf(address),
    close: ({ grace = 10_000 } = {}) => {
      closing ??= stop(grace)
      return closing
    },
  }
}

/** An address that a client on this machine can use: the unspecified ones only stand for all of them. */
function urlOf({ address, port }: AddressInfo): string {
  if (address === '0.0.0.0' || address === '::') return `http://localhost:${port}`
  return `http://${address.includes(':') ? `[${address}]` : address}:${port}`
}
