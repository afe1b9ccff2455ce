import { once } from 'node:events'
import { createServer as createHttpServer, type IncomingMessage } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { selfSigned } from './certificate.ts'

/**
 * What stands at the address: a server; one with a certificate that nobody vouches for; one that takes the connection
 * and never answers the TLS greeting, so that a client hangs while connecting; one that resets every connection it
 * takes; a port where nobody listens; a name that no resolver can be asked for.
 */
export type OriginKind = 'http' | 'self-signed' | 'silent-tls' | 'slammed' | 'refused' | 'unresolvable'

export interface OriginHooks {
  /** With `leaving` it is the server that ends the connection at once. */
  connected(socket: Socket, leaving?: boolean): void
  /** Called when the head has arrived; the body is still to be read. */
  requested(message: IncomingMessage): void
}

export interface Origin {
  /** Without a path. */
  readonly url: string
  /** Cuts every connection and stops listening. */
  close(): Promise<void>
}

/** Opens an address of its own on 127.0.0.1. node:http reads the requests; what is answered goes to the bare socket. */
export async function openOrigin(kind: OriginKind, hooks: OriginHooks): Promise<Origin> {
  switch (kind) {
    case 'http':
      return listen('http', createHttpServer(hooks.requested), hooks)
    case 'self-signed':
      return listen('https', createHttpsServer(await selfSigned(), hooks.requested), hooks)
    case 'silent-tls':
      return listen('https', createServer(), { connected: socket => hooks.connected(socket.resume()) })
    case 'slammed':
      return listen('http', createServer(), {
        connected: socket => {
          hooks.connected(socket, true)
          socket.resetAndDestroy()
        },
      })
    case 'refused':
      return refused()
    case 'unresolvable':
      // A label of DNS has at most 63 characters: this fails in every resolver before a packet leaves.
      return { url: `http://${'x'.repeat(64)}.invalid`, close: async () => {} }
  }
}

async function listen(
  protocol: string,
  server: Server,
  { connected }: Pick<OriginHooks, 'connected'>,
): Promise<Origin> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    // A client that goes away is what these tests are about, never a crash of the server.
    socket.on('error', () => {})
    connected(socket)
  })
  server.on('clientError', (_error, socket: Socket) => socket.destroy())
  server.on('tlsClientError', () => {})
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `${protocol}://127.0.0.1:${port}`,
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

/** A port that a connection of our own goes out from: taken, so that no listener can get it, and nobody listens on it. */
async function refused(): Promise<Origin> {
  const { url, close } = await listen('http', createServer(), { connected: () => {} })
  const holder = connect(Number(new URL(url).port), '127.0.0.1').on('error', () => {})
  await once(holder, 'connect')
  return {
    url: `http://127.0.0.1:${holder.localPort}`,
    close: async () => {
      holder.destroy()
      await close()
    },
  }
}
