import { createServer, request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'
import { toNodeHandler } from '../src/node/handler.ts'

type Answer = (request: Request) => Response | Promise<Response>

/** A server that answers so, on a port of its own. */
export async function listen(answer: Answer): Promise<number> {
  const server = createServer(toNodeHandler({ fetch: async request => answer(request) }))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  return (server.address() as AddressInfo).port
}

/** Sends bytes as they are and reads until the server hangs up. */
export async function raw(port: number, message: string): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  socket.write(message)
  return text(socket)
}

/** The answer to a GET, as soon as it begins. */
export const get = (port: number, options: RequestOptions = {}): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    httpRequest({ port, host: '127.0.0.1', ...options })
      .on('response', resolve)
      .on('error', reject)
      .end()
  })
