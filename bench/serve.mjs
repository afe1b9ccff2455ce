// A hundred clients of one server, for two minutes an engine: every answer is held against the one that was given alone,
// the wait for its first byte is taken, and what the server's memory does. Then how much faster than real time each
// engine is in each format, alone. `--minutes 2` or `--seconds 20`, `--clients 100`, `--engine flite`.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '2' },
    seconds: { type: 'string' },
    clients: { type: 'string', default: '100' },
    engine: { type: 'string' },
  },
})
const clients = Number(values.clients)
const duration = values.seconds === undefined ? Number(values.minutes) * 60_000 : Number(values.seconds) * 1_000
if (!(duration > 0 && clients >= 1)) throw new RangeError('serve: expected a duration and a number of clients over 0')

const formats = ['mp3', 'opus', 'aac', 'flac', 'wav', 'pcm']
const sentences = [
  'Hello, world.',
  'The clocks were striking thirteen.',
  'The quick brown fox jumps over the lazy dog.',
  'Please call me back tomorrow morning at nine.',
]
const paragraph =
  'The miller had three sons, a mill, a donkey and a cat. They all had to work for their bread. '.repeat(8)

const agent = new Agent({ keepAlive: true, maxSockets: clients })

/** Speaks a text; gives the bytes and the milliseconds to the first of them. */
function speak(url, input, response_format) {
  const body = JSON.stringify({ input, response_format })
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
  const begun = performance.now()
  return new Promise((resolve, reject) => {
    const asked = request(`${url}/v1/audio/speech`, { method: 'POST', agent, headers }, answer => {
      const chunks = []
      let first
      answer.on('data', chunk => {
        first ??= performance.now() - begun
        chunks.push(chunk)
      })
      answer.on('error', reject)
      answer.on('end', () => resolve({ status: answer.statusCode, bytes: Buffer.concat(chunks), first }))
    })
    asked.on('error', reject)
    asked.end(body)
  })
}

const percentile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]
const megabytes = bytes => (bytes / 1e6).toFixed(0)
let state = 42
const random = below => {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
  return Math.floor((state / 2 ** 32) * below)
}

async function measure(engine) {
  const path = fileURLToPath(new URL('./serve/server.mjs', import.meta.url))
  const server = fork(path, [engine], { execArgv: ['--expose-gc'] })
  const [{ url }] = await once(server, 'message')
  const memory = async () => {
    server.send('memory')
    return (await once(server, 'message'))[0]
  }

  const expected = new Map()
  for (const format of formats) {
    for (const text of sentences) expected.set(format + text, (await speak(url, text, format)).bytes)
  }
  const waits = new Map(formats.map(format => [format, []]))
  let wrong = 0
  let calls = 0
  const memories = []
  const until = performance.now() + duration
  const sampling = setInterval(async () => memories.push(await memory()), duration / 12)
  await Promise.all(
    Array.from({ length: clients }, async () => {
      while (performance.now() < until) {
        const [format, text] = [formats[random(formats.length)], sentences[random(sentences.length)]]
        const { status, bytes, first } = await speak(url, text, format)
        calls += 1
        if (status !== 200 || !bytes.equals(expected.get(format + text))) wrong += 1
        else waits.get(format).push(first)
      }
    }),
  )
  clearInterval(sampling)

  console.log(`${engine}: ${calls} answers to ${clients} clients in ${duration / 1_000} s, ${wrong} wrong`)
  console.log('  format   first byte p50    p95 under load   alone   × real time, alone')
  for (const format of formats) {
    const sorted = waits.get(format).sort((a, b) => a - b)
    const alone = []
    for (let round = 0; round < 9; round++) alone.push((await speak(url, sentences[1], format)).first)
    alone.sort((a, b) => a - b)
    const seconds = (await speak(url, paragraph, 'pcm')).bytes.length / 48_000
    const begun = performance.now()
    await speak(url, paragraph, format)
    const speed = (seconds * 1_000) / (performance.now() - begun)
    const [p50, p95, one] = [percentile(sorted, 0.5), percentile(sorted, 0.95), percentile(alone, 0.5)]
    console.log(
      `  ${format.padEnd(6)} ${p50.toFixed(0).padStart(12)} ms ${p95.toFixed(0).padStart(10)} ms ${one.toFixed(0).padStart(11)} ms ${speed.toFixed(0).padStart(12)}`,
    )
  }
  const last = await memory()
  const heaps = memories.map(({ heapUsed }) => megabytes(heapUsed))
  console.log(
    `  heap in MB, twelve times: ${heaps.join(' ')}; resident: ${memories.map(({ rss }) => megabytes(rss)).join(' ')}`,
  )
  for (const failure of last.failures.slice(0, 3)) console.log(`  the server failed: ${failure}`)
  if (wrong > 0 || last.failures.length > 0) process.exitCode = 1
  server.send('close')
  await once(server, 'exit')
}

for (const engine of values.engine === undefined ? ['flite', 'espeak'] : [values.engine]) await measure(engine)
agent.destroy()
