import { spawnSync } from 'node:child_process'
import type { AudioFormat, Bytes } from '@outloud/core'

/** What a server says of bytes without a header is all that anyone knows of them. */
const rawInput = ['-f', 's16le', '-ar', '24000', '-ac', '1']

const run = (command: string, bytes: Bytes, options: readonly string[]): Buffer => {
  const { stdout, stderr, status, error } = spawnSync(command, options, { input: bytes, maxBuffer: 2 ** 28 })
  if (error !== undefined) throw error
  if (status !== 0 || stderr.length > 0) throw new Error(`${command}: ${stderr}`)
  return stdout
}

/** The codec and rate that ffprobe finds, and the seconds of what ffmpeg decodes. Throws when either finds a fault. */
export function probe(bytes: Bytes, format: AudioFormat): { codec: string; sampleRate: number; duration: number } {
  const input = [...(format === 'pcm' ? rawInput : []), '-i', 'pipe:0']
  const fields = ['-show_entries', 'stream=codec_name,sample_rate', '-of', 'json']
  const [stream] = JSON.parse(run('ffprobe', bytes, ['-v', 'error', ...input, ...fields]).toString()).streams
  const decoded = run('ffmpeg', bytes, ['-v', 'error', ...input, '-f', 's16le', '-ar', '24000', '-ac', '1', 'pipe:1'])
  return { codec: stream.codec_name, sampleRate: Number(stream.sample_rate), duration: decoded.length / 48_000 }
}
