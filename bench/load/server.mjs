// A server that is sometimes too busy, in a process of its own. The first part of the path says when; each client has a
// path of its own, and so a server of its own.
import { createServer } from 'node:http'

const audio = Buffer.alloc(2_400, 0x80)

/** Twenty at once, and twenty a second. */
function bucket(headers) {
  let level = 20
  let filledAt = 0
  return {
    latency: 50,
    refuse: seconds => {
      level = Math.min(20, level + (seconds - filledAt) * 20)
      filledAt = seconds
      if (level < 1) return headers((1 - level) / 20)
      level--
      return undefined
    },
  }
}

/** By scenario: how long an answer takes, and what decides by the seconds since a client's first: a 429's headers, or none. */
const ways = {
  outage: () => ({ latency: 50, refuse: seconds => (seconds < 3 ? {} : undefined) }),
  bucket: () => bucket(() => ({})),
  'bucket-retry-after': () => bucket(seconds => ({ 'retry-after-ms': String(Math.ceil(seconds * 1_000)) })),
  'at-once': () => ({ latency: 200, refuse: (_, underWay) => (underWay > 8 ? {} : undefined) }),
}

const seen = new Map()

const server = createServer((request, response) => {
  const [, way, client] = request.url.split('/')
  const id = `${way}/${client}`
  const state = seen.get(id) ?? { ...ways[way](), began: performance.now(), requests: 0, underWay: 0 }
  seen.set(id, state)
  state.requests++
  state.underWay++
  response.on('close', () => state.underWay--)
  request.resume().on('end', () => {
    const refused = state.refuse((performance.now() - state.began) / 1_000, state.underWay)
    if (refused !== undefined) return response.writeHead(429, refused).end('{"error":{"message":"Too many requests"}}')
    setTimeout(() => response.writeHead(200, { 'content-type': 'audio/pcm' }).end(audio), state.latency)
  })
})
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }))
process.on('message', id => process.send({ requests: seen.get(id).requests }))
