// How close a long text at file pace comes to the least time that its server allows.
// The server takes 30 ms and 0.1 ms a character, and answers 8 requests at once.
import { createSpeechClient } from '@outloud/core'
import { sentences } from '@outloud/core/text'
import { prose } from '../prose.mjs'

const server = { latency: 30, perCharacter: 0.1, atOnce: 8 }
const limit = 4_096
const text = prose(60_000)

/** Answers after its time, in the order of arrival, so many at once; one second of samples a request. */
function fakeServer() {
  const queue = []
  let active = 0
  const next = () => {
    while (active < server.atOnce && queue.length > 0) {
      active++
      const { characters, answer } = queue.shift()
      setTimeout(
        () => {
          active--
          answer(new Response(new Uint8Array(48_000).fill(0x80)))
          next()
        },
        server.latency + server.perCharacter * characters,
      )
    }
  }
  return (_url, init) =>
    new Promise(answer => {
      queue.push({ characters: JSON.parse(init.body).input.length, answer })
      next()
    })
}

async function run() {
  const client = createSpeechClient({ fetch: fakeServer() })
  const began = performance.now()
  let first
  for await (const _ of client.synthesize(text, { format: 'pcm', concurrency: server.atOnce }))
    first ??= performance.now() - began
  return { first, all: performance.now() - began }
}

const waves = Math.ceil(text.length / (server.atOnce * limit))
const leastAll = waves * server.latency + (server.perCharacter * text.length) / server.atOnce
const [firstSentence] = sentences(text)
const leastFirst = server.latency + server.perCharacter * firstSentence.text.length

const median = values => values.toSorted((a, b) => a - b)[values.length >> 1]
await run()
const runs = []
for (let count = 0; count < 9; count++) runs.push(await run())
const all = median(runs.map(run => run.all)) / leastAll
const first = median(runs.map(run => run.first)) / leastFirst
console.log(`file pace, ${text.length} characters, ${waves} waves of ${server.atOnce}, median of ${runs.length}`)
console.log(`  all audio     ${all.toFixed(3)} × the lower bound of ${leastAll.toFixed(0)} ms (goal 1.05)`)
console.log(`  first audio   ${first.toFixed(3)} × latency and first sentence, ${leastFirst.toFixed(1)} ms (goal 1.2)`)
process.exitCode = all <= 1.05 && first <= 1.2 ? 0 : 1
