// The server of the measurements, in a process of its own. The first part of the path says how it answers.
import { createServer } from 'node:http'

const frameLength = 417
/** So many frames of MPEG-1 layer III, 128 kbit/s at 44.1 kHz, in which nothing else looks like a frame. */
function frames(count) {
  const bytes = Buffer.alloc(count * frameLength, 0x55)
  for (let at = 0; at < bytes.length; at += frameLength) bytes.set([0xff, 0xfb, 0x90, 0x64], at)
  return bytes
}

const small = frames(48)
const piece = frames(157)
const pieces = 764
const head = length => ({ 'content-type': 'audio/mpeg', 'content-length': length })

const answers = {
  /** 20 kB. */
  small: response => response.writeHead(200, head(small.length)).end(small),
  /** One frame that says when it was sent, and the rest later. */
  first: response => {
    response.writeHead(200, head(small.length)).flushHeaders()
    setTimeout(() => {
      const frame = Buffer.from(small.subarray(0, frameLength))
      frame.writeBigUInt64LE(process.hrtime.bigint(), 100)
      response.write(frame)
      setTimeout(() => response.end(small.subarray(frameLength)), 5)
    }, 2)
  },
  /** 50 MB, as fast as it is taken. */
  large: response => {
    response.writeHead(200, head(piece.length * pieces))
    let left = pieces
    const write = () => {
      while (left > 0) {
        left--
        if (!response.write(piece)) return response.once('drain', write)
      }
      response.end()
    }
    write()
  },
}

const server = createServer((request, response) => {
  request.resume().on('end', () => answers[request.url.split('/')[1]](response))
})
server.keepAliveTimeout = 60_000
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }))
