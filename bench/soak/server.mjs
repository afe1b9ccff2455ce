// The server of the soak, in a thread of its own, so that the client's heap is the client's alone.
import { createServer } from 'node:http'
import { setTimeout } from 'node:timers/promises'
import { parentPort } from 'node:worker_threads'
import { kinds, soundOf } from './calls.mjs'

const seen = { requests: 0, underWay: 0, connections: 0, elsewhere: 0 }
/** How often a call that is to fail a few times has failed. */
const failures = new Map()

const audio = { 'content-type': 'audio/pcm' }
const faults = {
  503: (_, response) => response.writeHead(503, { 'retry-after-ms': '5' }).end('{"error":{"message":"Away"}}'),
  429: (_, response) => response.writeHead(429, { 'retry-after-ms': '5' }).end('{"error":{"message":"Busy"}}'),
  400: (_, response) => response.writeHead(400).end('{"error":{"message":"No such voice"}}'),
  page: (_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Sign in</html>'),
  redirect: (_, response) => response.writeHead(302, { location: '/elsewhere' }).end(),
  half: (sound, response) => response.writeHead(200, audio).end(sound.subarray(0, -1)),
  reset: (_, response) => response.socket.resetAndDestroy(),
  cut: async (sound, response) => {
    await begin(sound, response)
    response.socket?.destroy()
  },
  silence: begin,
}

/** Half of a body whose length is told. */
async function begin(sound, response) {
  response.writeHead(200, { ...audio, 'content-length': sound.length })
  response.write(sound.subarray(0, sound.length >> 1))
  await setTimeout(5)
}

async function speak(sound, response, pieces) {
  response.writeHead(200, audio)
  const step = Math.ceil(sound.length / pieces)
  for (let at = 0; at < sound.length; at += step) {
    response.write(sound.subarray(at, at + step))
    if (pieces > 1) await setTimeout(1)
  }
  response.end()
}

async function answer(request, response) {
  seen.requests++
  if (request.url !== '/v1/audio/speech') seen.elsewhere++
  let body = ''
  for await (const chunk of request.setEncoding('utf8')) body += chunk
  const [id, ...words] = JSON.parse(body).input.split(' ')
  const name = words.join(' ')
  const { fails = Number.POSITIVE_INFINITY, fault } = kinds[name]
  const failed = failures.get(id) ?? 0
  const sound = soundOf(Number(id))
  if (fault === undefined || failed >= fails) {
    failures.delete(id)
    await speak(sound, response, name === 'in pieces' ? 4 : 1)
  } else {
    if (fails < Number.POSITIVE_INFINITY) failures.set(id, failed + 1)
    await faults[fault](sound, response)
  }
}

const server = createServer((request, response) => {
  seen.underWay++
  response.on('close', () => seen.underWay--)
  answer(request, response).catch(error => response.destroy(error))
})
server.on('connection', socket => {
  seen.connections++
  socket.on('close', () => seen.connections--)
  socket.on('error', () => {})
})
server.listen(0, '127.0.0.1', () => parentPort.postMessage({ port: server.address().port }))
parentPort.on('message', () => parentPort.postMessage({ ...seen, waiting: failures.size }))
