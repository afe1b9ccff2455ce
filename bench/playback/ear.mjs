import { spawn } from 'node:child_process'
import { setTimeout as wait } from 'node:timers/promises'

const rate = 48_000
/** Of 32 768: what is louder is sound. */
const loud = 300
/** How long nothing is loud before it counts as silence, in milliseconds. */
const quiet = 300

/** Hears what reaches the sound card of this environment, and when: by `Date.now()`. */
export function createEar(env) {
  const format = ['--format=s16le', '--channels=1', `--rate=${rate}`, '--latency-msec=5']
  const parec = spawn('parec', ['--device=@DEFAULT_MONITOR@', ...format], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let first
  let last = 0
  // A piece may end within a sample.
  let rest = Buffer.alloc(0)
  parec.stdout.on('data', piece => {
    const now = Date.now()
    const bytes = Buffer.concat([rest, piece])
    const count = bytes.length >> 1
    rest = bytes.subarray(count * 2)
    for (let index = 0; index < count; index++) {
      if (Math.abs(bytes.readInt16LE(index * 2)) < loud) continue
      last = now - ((count - index) * 1_000) / rate
      first ??= last
    }
  })
  return {
    /** From now on, sound is new. */
    attend: () => {
      first = undefined
    },
    /** When the first sound since then was heard; waits for it. */
    sound: async () => {
      const until = Date.now() + 5_000
      while (first === undefined) {
        if (Date.now() > until) throw new Error('ear: expected to hear something, heard nothing')
        await wait(5)
      }
      return first
    },
    /** When the last sound was heard; waits for silence. */
    silence: async () => {
      while (Date.now() - last < quiet) await wait(20)
      return last
    },
    close: () => parec.kill(),
  }
}
