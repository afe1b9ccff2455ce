// Ten thousand items in order, sixteen under way at once, beside Node's `Readable.map`: how long they take, and what
// goes on after the reader has left.
import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { median } from '../median.mjs'
import { load } from '../subject/subjects.mjs'
import { printTable, verdict } from '../table.mjs'

const { outputFiles } = await build({
  entryPoints: [fileURLToPath(new URL('../../packages/core/src/ordered.ts', import.meta.url))],
  bundle: true,
  write: false,
  format: 'esm',
})
const { ordered } = await import(`data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`)

const count = 10_000
const atOnce = 16
const chunk = new Uint8Array(1_000)
const underWay = new Set()

/** Stands in for a request: a chunk, after a turn of the event loop or a time. */
async function request(item, signal, time) {
  underWay.add(item)
  try {
    await (time === 0 ? new Promise(setImmediate) : sleep(time, undefined, { signal }))
    return chunk
  } finally {
    underWay.delete(item)
  }
}

const items = () => Array.from({ length: count }, (_, index) => index)

const ways = {
  async *ordered(time) {
    const source = items().values()
    const work = {
      async *open(item, signal) {
        yield await request(item, signal, time)
      },
      again: async (_, error) => {
        throw error
      },
    }
    const iterator = { next: async () => source.next() }
    const { signal } = new AbortController()
    const ahead = { concurrency: () => atOnce, lookahead: 2 * atOnce, budget: 1e7, whole: false, signal }
    for await (const { chunks } of ordered(iterator, work, ahead)) yield* chunks
  },
  'Readable.map': time =>
    Readable.from(items()).map((item, { signal }) => request(item, signal, time), { concurrency: atOnce }),
}

/** Milliseconds for all of them, when each takes so many. */
async function all(name, time) {
  const began = performance.now()
  let seen = 0
  for await (const bytes of ways[name](time)) seen += bytes.length
  if (seen !== count * chunk.length) throw new Error(`${name}: expected ${count} items, got ${seen / chunk.length}`)
  return performance.now() - began
}

/** How many are under way a while after the reader has left. */
async function leave(name) {
  let seen = 0
  for await (const _ of ways[name](100)) if (++seen === 40) break
  await sleep(20)
  const left = underWay.size
  await sleep(300)
  return left
}

const names = Object.keys(ways)
/** Medians of rounds in turn. */
async function compare(time, rounds) {
  for (const name of names) await all(name, time)
  const times = Object.fromEntries(names.map(name => [name, []]))
  for (let round = 0; round < rounds; round++) for (const name of names) times[name].push(await all(name, time))
  return {
    ordered: median(times.ordered),
    map: median(times['Readable.map']),
    speed: median(times['Readable.map'].map((took, round) => took / times.ordered[round])),
  }
}
const requests = await compare(2, 5)
const turns = await compare(0, 7)
const left = {}
for (const name of names) left[name] = await leave(name)

console.log(`${count} items in order, ${atOnce} at once, medians of rounds in turn (${load()})`)
const met = requests.speed >= 0.95 && left.ordered === 0
printTable([
  {
    way: 'ordered',
    'ms, 2 each': requests.ordered.toFixed(0),
    '× speed': requests.speed.toFixed(2),
    'ms, 0 each': turns.ordered.toFixed(0),
    '× speed ': turns.speed.toFixed(2),
    'left running': left.ordered,
    '': verdict(met, '0.95 × at 2 ms, 0 left'),
  },
  {
    way: 'Readable.map',
    'ms, 2 each': requests.map.toFixed(0),
    '× speed': '1.00',
    'ms, 0 each': turns.map.toFixed(0),
    '× speed ': '1.00',
    'left running': left['Readable.map'],
    '': '',
  },
])
