// A server and clients, each in a process of its own; where `taskset` is there, the server on one core, all clients on
// another. Clients take turns, so that all meet the same machine.
import { fork, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { loadavg } from 'node:os'
import { fileURLToPath } from 'node:url'

const file = name => fileURLToPath(new URL(name, import.meta.url))
const pinned = spawnSync('taskset', ['-c', '0,1', 'true']).status === 0

function start(name, args, core) {
  const options = { execArgv: ['--expose-gc'], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] }
  const child = fork(file(name), args, options)
  if (pinned) spawnSync('taskset', ['-a', '-p', '-c', String(core), String(child.pid)])
  return child
}

async function answer(child) {
  const failed = new AbortController()
  const exit = code => failed.abort(new Error(`A process of the measurement ended with ${code}`))
  child.once('exit', exit)
  try {
    const [message] = await once(child, 'message', { signal: failed.signal })
    return message
  } catch (error) {
    throw failed.signal.reason ?? error
  } finally {
    child.off('exit', exit)
  }
}

/** Starts a server, gives `use` what starts clients against it, and ends all of them afterwards. */
export async function withSubjects(use) {
  const children = [start('server.mjs', [], 0)]
  try {
    const { port } = await answer(children[0])
    const open = async adapter => {
      const child = start('client.mjs', [adapter, `http://127.0.0.1:${port}`], 1)
      children.push(child)
      await answer(child)
      return async (task, options) => {
        child.send({ task, ...options })
        return (await answer(child)).result
      }
    }
    await use(open)
  } finally {
    for (const child of children) child.kill()
  }
}

/** How loaded the machine is, for the reader of the figures. */
export const load = () =>
  `load ${loadavg()[0].toFixed(1)}, ${pinned ? 'server and clients on a core each' : 'not pinned'}`
