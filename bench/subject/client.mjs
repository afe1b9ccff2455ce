// One client of `clients/` in a process of its own, which does what its parent asks and says what that cost.
import { setMaxListeners } from 'node:events'

const [, , adapter, origin] = process.argv
const { create } = await import(`../clients/${adapter}.mjs`)
const clients = new Map()
/** The client for one way of answering; made once. */
function clientFor(way) {
  const client = clients.get(way) ?? create({ baseURL: `${origin}/${way}/v1` })
  clients.set(way, client)
  return client
}

const text = 'The quick brown fox jumps over the lazy dog, and then it does so again.'

/** So many calls by so many callers. */
async function calls({ count, callers, signal }) {
  const { bytes } = clientFor('small')
  let left = count
  const call = async () => {
    while (left-- > 0) {
      const { length } = await bytes(text, signal)
      if (length !== 20_016) throw new Error(`${adapter}: expected 20 016 bytes, got ${length}`)
    }
  }
  await Promise.all(Array.from({ length: callers }, call))
}

async function settled() {
  for (let turn = 0; turn < 4; turn++) {
    await new Promise(resolve => setTimeout(resolve, 5))
    globalThis.gc()
  }
}

async function cost(run) {
  const start = process.cpuUsage()
  await run()
  const { user, system } = process.cpuUsage(start)
  return user + system
}

const longLived = new AbortController()
setMaxListeners(0, longLived.signal)

const tasks = {
  /** Microseconds of processor time for each of `count` calls. */
  cpu: async ({ count, callers }) => (await cost(() => calls({ count, callers }))) / count,
  /** What `cpu` was spent on, as `node --cpu-prof` writes it. */
  profile: async ({ count, callers }) => {
    await calls({ count: 3_000, callers })
    const { Session } = await import('node:inspector/promises')
    const session = new Session()
    session.connect()
    await session.post('Profiler.enable')
    await session.post('Profiler.start')
    const us = (await cost(() => calls({ count, callers }))) / count
    const { profile } = await session.post('Profiler.stop')
    return { us, profile }
  },
  /** Bytes of heap that `count` calls with one signal leave behind. */
  retained: async ({ count, callers }) => {
    await settled()
    const before = process.memoryUsage().heapUsed
    await calls({ count, callers, signal: longLived.signal })
    await settled()
    return process.memoryUsage().heapUsed - before
  },
  /** Milliseconds from the server's first byte of audio to the caller's, for each of `count` calls. */
  first: async ({ count }) => {
    const delays = []
    for (let turn = 0; turn < count; turn++) {
      let first
      for await (const bytes of await clientFor('first').stream(text)) {
        first ??= { at: process.hrtime.bigint(), sent: Buffer.from(bytes).readBigUInt64LE(100) }
      }
      delays.push(Number(first.at - first.sent) / 1e6)
    }
    return delays
  },
  /** Milliseconds of processor time for 100 MB that are taken and forgotten. */
  streamed: async () => {
    let length = 0
    const spent = await cost(async () => {
      for (let answer = 0; answer < 2; answer++) {
        for await (const bytes of await clientFor('large').stream(text)) length += bytes.length
      }
    })
    return (spent / 1_000) * (1e8 / length)
  },
  /** The most memory that 200 MB took, over what there was before, in bytes: forgotten, or all of it held. */
  memory: async ({ held }) => {
    await calls({ count: 20, callers: 1 })
    await settled()
    const before = process.memoryUsage().rss
    let most = before
    const watch = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 2)
    const answers = []
    let length = 0
    for (let answer = 0; answer < 4; answer++) {
      if (held) {
        answers.push(await clientFor('large').bytes(text))
        length += answers.at(-1).length
      } else {
        for await (const bytes of await clientFor('large').stream(text)) length += bytes.length
      }
      most = Math.max(most, process.memoryUsage.rss())
    }
    clearInterval(watch)
    return { most: most - before, length }
  },
  /** Whether there is anything to measure. */
  streams: async () => clientFor('small').stream !== undefined,
}

process.on('message', async ({ task, ...options }) => process.send({ result: await tasks[task](options) }))
process.send({ ready: true })
