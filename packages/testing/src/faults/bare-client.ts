import { connect, type Socket } from 'node:net'

/** What a client on a bare socket got: every byte, and how it ended. */
export interface Conversation {
  /** Status line and headers, without the empty line; everything if that line never came. */
  readonly head: string
  /** What followed, still chunked if it is. */
  readonly body: Buffer
  /** `closed` for FIN, else the error's code, such as `ECONNRESET`. */
  readonly ended: string
}

const request = (host: string) =>
  `POST /v1/audio/speech HTTP/1.1\r\nhost: ${host}\r\nauthorization: Bearer a-key\r\ncontent-length: 17\r\n\r\n{"input":"Hello"}`

/** Sends one request and reads until the server ends the connection. */
export function converse(url: string): Promise<Conversation> {
  const { socket, received } = open(url)
  return new Promise(resolve => {
    let ended = 'closed'
    socket.on('error', (error: NodeJS.ErrnoException) => {
      ended = error.code ?? error.message
    })
    socket.on('close', () => resolve({ ...split(received()), ended }))
  })
}

/** Sends one request, reads until the condition holds for what arrived, then leaves. */
export function converseUntil(url: string, enough: (received: Buffer) => boolean): Promise<Conversation> {
  const { socket, received } = open(url)
  return new Promise((resolve, reject) => {
    socket.on('error', reject)
    socket.on('close', () => reject(new Error(`Closed after ${received().length} bytes`)))
    socket.on('data', () => {
      if (!enough(received())) return
      socket.destroy()
      resolve({ ...split(received()), ended: 'left' })
    })
  })
}

function open(url: string): { socket: Socket; received: () => Buffer } {
  const { hostname, port, host } = new URL(url)
  const chunks: Buffer[] = []
  const socket = connect(Number(port), hostname, () => socket.write(request(host)))
  socket.on('data', chunk => chunks.push(chunk))
  return { socket, received: () => Buffer.concat(chunks) }
}

function split(received: Buffer): Pick<Conversation, 'head' | 'body'> {
  const at = received.indexOf('\r\n\r\n')
  if (at === -1) return { head: received.toString('latin1'), body: Buffer.alloc(0) }
  return { head: received.subarray(0, at).toString('latin1'), body: received.subarray(at + 4) }
}
