import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** Hears what reaches a sound card. */
export interface Recorder {
  /** The loudest sample, of 1, in the next tenth of a second. */
  loudest(): Promise<number>
  close(): void
}

const window = 4_800

/** @param env Where the sound card is, which never rests. */
export function createRecorder(env: Readonly<Record<string, string>>): Recorder {
  const format = ['--format=s16le', '--channels=1', '--rate=48000', '--latency-msec=20']
  const parec = spawn('parec', ['--device=@DEFAULT_MONITOR@', ...format], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const ended = once(parec, 'exit')
  let samples = 0
  let loudest = 0
  // A piece may end within a sample.
  let rest = Buffer.alloc(0)
  parec.stdout.on('data', (piece: Buffer) => {
    const bytes = Buffer.concat([rest, piece])
    const whole = bytes.length - (bytes.length % 2)
    for (let at = 0; at < whole; at += 2) loudest = Math.max(loudest, Math.abs(bytes.readInt16LE(at)) / 2 ** 15)
    samples += whole / 2
    rest = bytes.subarray(whole)
  })
  return {
    loudest: async () => {
      loudest = 0
      const until = samples + window
      while (samples < until) {
        await Promise.race([once(parec.stdout, 'data'), ended])
        if (parec.exitCode !== null) throw new Error(`parec: expected sound, it ended with ${parec.exitCode}`)
      }
      return loudest
    },
    close: () => void parec.kill(),
  }
}
