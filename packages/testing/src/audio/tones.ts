import { readFileSync } from 'node:fs'
import type { AudioFormat, Bytes } from '@outloud/core'

const read = (format: AudioFormat): Bytes =>
  new Uint8Array(readFileSync(new URL(`../../fixtures/tone.${format}`, import.meta.url)))

/** Half a second of 440 Hz at 24 000 Hz, mono, as a whole and valid file of every format (fixtures/README.md). */
export const tones: Readonly<Record<AudioFormat, Bytes>> = {
  mp3: read('mp3'),
  opus: read('opus'),
  aac: read('aac'),
  flac: read('flac'),
  wav: read('wav'),
  pcm: read('pcm'),
}
