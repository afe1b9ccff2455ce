import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AudioFormat, Bytes } from '@outloud/core'

const rawInput = ['-f', 's16le', '-ar', '24000', '-ac', '1']

/** Said of every WAV without a channel mask and of all raw pcm, right as they may be. */
const guessedLayout = /^Guessed Channel Layout/

/** Runs one of ffmpeg's commands over a file, or over a pipe, which it can neither measure nor seek in. */
const run = (bytes: Bytes, format: AudioFormat, as: 'file' | 'stream', command: string, options: readonly string[]) => {
  const folder = mkdtempSync(join(tmpdir(), 'outloud-encode-'))
  try {
    const file = join(folder, `sound.${format}`)
    writeFileSync(file, bytes)
    const source = [...(format === 'pcm' ? rawInput : []), '-i', as === 'file' ? file : 'pipe:0']
    const input = as === 'file' ? undefined : bytes
    const arguments_ = ['-v', 'warning', ...source, ...options]
    const { stdout, stderr, error } = spawnSync(command, arguments_, { input, maxBuffer: 2 ** 30 })
    if (error !== undefined) throw error
    return {
      stdout,
      lines: stderr
        .toString()
        .split('\n')
        .filter(line => line !== '' && !guessedLayout.test(line)),
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Decodes all of it at 24 000 Hz. `warnings` is every line that ffmpeg prints at `-v warning`, errors among them. */
export const decode = (bytes: Bytes, format: AudioFormat, as: 'file' | 'stream' = 'file') => {
  const { stdout, lines } = run(bytes, format, as, 'ffmpeg', ['-f', 's16le', 'pipe:1'])
  const samples = new Int16Array(new Uint8Array(stdout).buffer)
  // Opus is decoded at 48 000 Hz whatever went in: of 24 000, every second sample.
  return { warnings: lines, samples: format === 'opus' ? samples.filter((_, index) => index % 2 === 0) : samples }
}

/** What the container says: codec, rate, and seconds where it states them. */
export const probe = (bytes: Bytes, format: AudioFormat) => {
  const options = ['-show_entries', 'stream=codec_name,sample_rate,duration', '-of', 'json']
  const [stream] = JSON.parse(run(bytes, format, 'file', 'ffprobe', options).stdout.toString()).streams
  const stated = stream.duration === undefined ? undefined : Number(stream.duration)
  return { codec: String(stream.codec_name), sampleRate: Number(stream.sample_rate), stated }
}
