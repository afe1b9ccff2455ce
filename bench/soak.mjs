// A hundred streams at once for minutes, a fifth of their answers wrong: what comes of each call is held against what
// should, and what piles up is measured. `--minutes 5` or `--seconds 15`, `--streams 100`, `--json`.
import { getEventListeners, once, setMaxListeners } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { Worker } from 'node:worker_threads'
import { createSpeechClient } from '@outloud/core'
import { kinds, pick, soundOf } from './soak/calls.mjs'

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '5' },
    seconds: { type: 'string' },
    streams: { type: 'string', default: '100' },
    json: { type: 'boolean', default: false },
  },
})
const streams = Number(values.streams)
const duration = values.seconds === undefined ? Number(values.minutes) * 60_000 : Number(values.seconds) * 1_000
if (!(duration > 0 && streams >= 1)) throw new RangeError('soak: expected a duration and a number of streams over 0')

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc')

const worker = new Worker(new URL('./soak/server.mjs', import.meta.url))
const [{ port }] = await once(worker, 'message')
async function serverSide() {
  worker.postMessage('')
  return (await once(worker, 'message'))[0]
}

// One signal for all calls: what a call leaves on it would pile up.
const { signal } = new AbortController()
setMaxListeners(0, signal)
const client = createSpeechClient({
  baseURL: `http://127.0.0.1:${port}/v1`,
  apiKey: 'sk-soak-0123456789',
  limit: { concurrency: streams },
  // Long enough for a machine with much else to do.
  timeout: { firstByte: 20_000, idle: 2_000 },
})

/** Numbers from 0 to 1, the same in every run. */
let state = 42
function random() {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
  return state / 2 ** 32
}

const count = { calls: 0, faulty: 0, left: 0, errors: 0, bytes: 0 }
const wrong = []
const until = performance.now() + duration

/** Reads a call as one of several callers would; gives what it came to. */
async function read(speech, sound, manner) {
  let length = 0
  const take = bytes => {
    if (!sound.subarray(length, length + bytes.length).equals(bytes)) throw new Error('another sound')
    length += bytes.length
    count.bytes += bytes.length
  }
  try {
    if (manner < 0.3) take(await speech.bytes())
    else {
      for await (const bytes of speech) {
        take(bytes)
        if (manner > 0.95) return 'left'
      }
    }
    return length === sound.length ? 'audio' : `${length} of ${sound.length} bytes`
  } catch (error) {
    return error.name === 'Error' ? error.message : error.name
  }
}

async function stream() {
  while (performance.now() < until) {
    const id = count.calls++
    const kind = pick(random)
    const speech = client.synthesize(`${id} ${kind}`, { format: 'pcm', signal })
    const outcome = await read(speech, soundOf(id), random())
    if (kinds[kind].fault !== undefined) count.faulty++
    if (outcome === 'left') count.left++
    else if (outcome !== kinds[kind].outcome) wrong.push(`call ${id}, ${kind}: ${outcome}`)
    if (outcome.endsWith('Error')) count.errors++
  }
}

/** Megabytes that are in use, by minutes since the start. */
const samples = []
async function measure() {
  const began = performance.now()
  const every = Math.min(5_000, duration / 20)
  while (performance.now() + every < until) {
    await sleep(every)
    collectGarbage()
    const { heapUsed, arrayBuffers } = process.memoryUsage()
    samples.push({ at: (performance.now() - began) / 60_000, heap: heapUsed / 1e6, buffers: arrayBuffers / 1e6 })
  }
}

/** Megabytes a minute, by least squares over all but the first fifth. */
function slope(name) {
  const kept = samples.filter(({ at }) => at >= duration / 60_000 / 5)
  const mean = of => kept.reduce((sum, sample) => sum + sample[of], 0) / kept.length
  const [at, size] = [mean('at'), mean(name)]
  const covariance = kept.reduce((sum, sample) => sum + (sample.at - at) * (sample[name] - size), 0)
  return covariance / kept.reduce((sum, sample) => sum + (sample.at - at) ** 2, 0)
}

const timersBefore = process.getActiveResourcesInfo().filter(name => name === 'Timeout').length
await Promise.all([measure(), ...Array.from({ length: streams }, stream)])

/** What is left once everything had time to close: the server hears of a closed connection a little later. */
let left
for (let turn = 0; turn < 100; turn++) {
  const { underWay } = await serverSide()
  const timers = process.getActiveResourcesInfo().filter(name => name === 'Timeout').length - timersBefore
  left = { requests: underWay, timers, listeners: getEventListeners(signal, 'abort').length }
  if (left.requests + left.timers + left.listeners === 0) break
  await sleep(50)
}
const { requests, elsewhere } = await serverSide()
await worker.terminate()

const round = number => Math.round(number * 1_000) / 1_000
const figures = {
  minutes: round(duration / 60_000),
  streams,
  ...count,
  requests,
  elsewhere,
  wrong: wrong.length,
  left,
  heapSlope: round(slope('heap')),
  bufferSlope: round(slope('buffers')),
  heap: round(samples.at(-1)?.heap ?? 0),
}
if (values.json) console.log(JSON.stringify(figures))
else {
  const { calls, faulty, errors, bytes } = figures
  console.log(`soak, ${streams} streams at once for ${figures.minutes} minutes`)
  console.log(
    `  calls        ${calls}, ${((100 * faulty) / calls).toFixed(1)} % of them faulty, ${errors} ended in an error`,
  )
  console.log(`  requests     ${requests}, ${elsewhere} where a redirect pointed`)
  console.log(`  audio        ${(bytes / 1e6).toFixed(0)} MB, ${count.left} streams left early`)
  console.log(`  wrong        ${wrong.length} (goal 0)`)
  console.log(`  heap         ${figures.heapSlope} MB/min after warm-up (goal 1), ${figures.heap} MB at the end`)
  console.log(`  buffers      ${figures.bufferSlope} MB/min after warm-up`)
  console.log(`  left open    ${left.requests} requests, ${left.timers} timers, ${left.listeners} listeners (goal 0)`)
}
for (const line of wrong.slice(0, 20)) console.error(line)
const clean = wrong.length + elsewhere + left.requests + left.timers + left.listeners === 0
// A slope over less than a minute is noise.
process.exitCode = clean && (duration < 60_000 || figures.heapSlope < 1) ? 0 : 1
