// The least that can be done: a connection for each request under way, and no HTTP but what it takes to find the end.
import { once } from 'node:events'
import { connect } from 'node:net'
import { bodyOf, headers } from './request.mjs'

export function create({ baseURL }) {
  const { hostname, port, host, pathname } = new URL(`${baseURL}/audio/speech`)
  const fields = Object.entries({ host, ...headers }).map(([name, value]) => `${name}: ${value}\r\n`)
  const head = `POST ${pathname} HTTP/1.1\r\n${fields.join('')}`
  const idle = []

  async function* stream(text) {
    const socket = idle.pop() ?? connect({ port: Number(port), host: hostname, noDelay: true })
    const body = bodyOf(text)
    socket.write(`${head}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`)
    let left
    while (left !== 0) {
      let chunk = socket.read()
      if (chunk === null) {
        await once(socket, 'readable')
        continue
      }
      if (left === undefined) {
        const end = chunk.indexOf('\r\n\r\n') + 4
        left = Number(/content-length: (\d+)/i.exec(chunk.latin1Slice(0, end))[1])
        chunk = chunk.subarray(end)
      }
      left -= chunk.length
      if (chunk.length > 0) yield chunk
    }
    idle.push(socket)
  }

  async function bytes(text) {
    const chunks = []
    for await (const chunk of stream(text)) chunks.push(chunk)
    return Buffer.concat(chunks)
  }
  return { bytes, stream }
}
