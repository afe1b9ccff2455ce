import type { IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import type { OriginHooks } from './origin.ts'
import { play } from './play.ts'
import type { SeenConnection, SeenRequest, Writable } from './seen.ts'
import type { Step } from './step.ts'

export interface WatchOptions {
  /** Filled with the requests that arrive whole. */
  readonly requests: SeenRequest[]
  /** Filled with the connections that are made. */
  readonly connections: SeenConnection[]
  /** Called after every change to one of them. */
  changed(): void
  respond(request: SeenRequest): readonly Step[]
}

interface Link {
  readonly index: number
  readonly gone: AbortController
  /** The server closes, so what follows is not the client's doing. */
  leaving: boolean
}

/** Keeps what arrives at an origin and plays the answers. `leave` says that the server is about to cut everything. */
export function watch({ requests, connections, changed, respond }: WatchOptions): OriginHooks & { leave(): void } {
  // By port, because a request over TLS carries another socket object than its connection.
  const links = new Map<number | undefined, Link>()

  const answer = async (message: IncomingMessage, link: Link) => {
    // A body that breaks off is no request.
    const body = await text(message).catch(() => undefined)
    if (body === undefined) return
    const request: Writable<SeenRequest> = {
      index: requests.length,
      connection: link.index,
      method: message.method ?? '',
      path: message.url ?? '',
      headers: Object.fromEntries(Object.entries(message.headers).map(([name, value]) => [name, String(value)])),
      body,
      at: performance.now(),
      sent: 0,
      finishedAt: undefined,
      abandonedAt: undefined,
    }
    requests.push(request)
    changed()
    const steps = respond(request)
    const stage = {
      socket: message.socket,
      gone: link.gone.signal,
      wrote: (bytes: number) => {
        request.sent += bytes
        changed()
      },
      leaving: () => {
        link.leaving = true
      },
    }
    try {
      await play(steps, stage)
      request.finishedAt = performance.now()
    } catch {
      if (!link.leaving) request.abandonedAt = performance.now()
    }
    changed()
  }

  return {
    connected: (socket, leaving = false) => {
      const port = socket.remotePort
      const link: Link = { index: connections.length, gone: new AbortController(), leaving }
      const connection: Writable<SeenConnection> = {
        openedAt: performance.now(),
        closedAt: undefined,
        closedBy: undefined,
      }
      connections.push(connection)
      links.set(port, link)
      const gone = () => {
        if (connection.closedAt !== undefined) return
        connection.closedAt = performance.now()
        connection.closedBy = link.leaving ? 'server' : 'client'
        link.gone.abort()
        changed()
      }
      socket.once('end', gone)
      socket.once('close', () => {
        gone()
        if (links.get(port) === link) links.delete(port)
      })
      changed()
    },
    requested: message => {
      const link = links.get(message.socket.remotePort)
      if (link !== undefined) void answer(message, link)
    },
    leave: () => {
      for (const link of links.values()) link.leaving = true
    },
  }
}
