// Servers that are too busy: what becomes of the calls, how many requests each takes, and how long all of them take
// beside the least possible with eight at once. Clients as they come, one after the other.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { createSpeechClient } from '@outloud/core'
import ky from 'ky'
import OpenAI from 'openai'
import { apiKey, fields, headers } from '../clients/request.mjs'
import { median } from '../median.mjs'
import { load } from '../subject/subjects.mjs'
import { printTable, verdict } from '../table.mjs'

const rounds = 3

const scenarios = {
  outage: { what: '64 callers, 3 s of 429', calls: 64, least: 3.4 },
  bucket: { what: '100 callers, 20 a second', calls: 100, least: 4.05 },
  'bucket-retry-after': { what: '100 callers, 20 a second, Retry-After', calls: 100, least: 4.05 },
  'at-once': { what: '64 callers, 8 at once × 200 ms', calls: 64, least: 1.6 },
}

const clients = {
  core: baseURL => {
    const client = createSpeechClient({ baseURL, apiKey })
    return text => client.synthesize(text, { format: 'pcm' }).bytes()
  },
  openai: baseURL => {
    const client = new OpenAI({ baseURL, apiKey })
    return async text =>
      (await client.audio.speech.create({ ...fields, response_format: 'pcm', input: text })).arrayBuffer()
  },
  ky: baseURL => {
    const client = ky.create({ headers, retry: { limit: 2, methods: ['post'], statusCodes: [429] } })
    return text => client.post(`${baseURL}/audio/speech`, { json: { ...fields, input: text } }).arrayBuffer()
  },
}

const server = fork(fileURLToPath(new URL('server.mjs', import.meta.url)))
const [{ port }] = await once(server, 'message')

async function run(way, name, round) {
  const { calls, least } = scenarios[way]
  const speak = clients[name](`http://127.0.0.1:${port}/${way}/${name}-${round}/v1`)
  const began = performance.now()
  const outcomes = await Promise.allSettled(Array.from({ length: calls }, (_, call) => speak(`This is call ${call}.`)))
  const seconds = (performance.now() - began) / 1_000
  server.send(`${way}/${name}-${round}`)
  const [{ requests }] = await once(server, 'message')
  const failed = outcomes.filter(({ status }) => status === 'rejected').length
  const each = requests / (calls - failed)
  const time = seconds / least
  return { failed, each, time }
}

function row(name, runs) {
  const [failed, each, time] = ['failed', 'each', 'time'].map(figure => median(runs.map(run => run[figure])))
  const met = failed === 0 && each <= 1.15 && time <= 1.25
  const none = !Number.isFinite(each)
  return {
    client: name,
    failed,
    'requests per success': none ? '–' : each.toFixed(2),
    '× least time': none ? '–' : time.toFixed(2),
    '': name === 'core' ? verdict(met, '0 failed, 1.15, 1.25') : '',
  }
}

console.log(`servers that are too busy, medians of ${rounds} rounds (${load()})`)
for (const [way, { what }] of Object.entries(scenarios)) {
  const runs = Object.fromEntries(Object.keys(clients).map(name => [name, []]))
  for (let round = 0; round < rounds; round++) {
    for (const name of Object.keys(clients)) runs[name].push(await run(way, name, round))
  }
  console.log(what)
  printTable(Object.entries(runs).map(([name, of]) => row(name, of)))
}
server.kill()
