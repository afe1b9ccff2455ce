import { spawn } from 'node:child_process'

/** Hears what reaches a sound card. */
export interface Recorder {
  /** The loudest sample, of 1, since this was asked before. */
  loudest(): number
  close(): void
}

/** @param env Where the sound card is. */
export function createRecorder(env: Readonly<Record<string, string>>): Recorder {
  const parec = spawn('parec', ['--device=@DEFAULT_MONITOR@', '--format=s16le', '--channels=1', '--latency-msec=20'], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  let loudest = 0
  // Half a sample may come at the end of a piece; the next one begins with the rest.
  let rest = Buffer.alloc(0)
  parec.stdout.on('data', (piece: Buffer) => {
    const bytes = Buffer.concat([rest, piece])
    const whole = bytes.length - (bytes.length % 2)
    for (let at = 0; at < whole; at += 2) loudest = Math.max(loudest, Math.abs(bytes.readInt16LE(at)) / 2 ** 15)
    rest = bytes.subarray(whole)
  })
  return {
    loudest: () => {
      const said = loudest
      loudest = 0
      return said
    },
    close: () => void parec.kill(),
  }
}
