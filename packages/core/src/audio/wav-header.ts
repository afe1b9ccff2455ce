import { type Bytes, pcmFacts } from '../format.ts'

/** How the samples of a WAV are laid out. */
export interface WavFormat {
  readonly sampleRate: number
  readonly channels: number
  readonly bitsPerSample: number
}

/** What stands for a size that is not known yet: legal in a stream (PROTOCOL.md, POST /audio/speech). */
const unknownSize = 0xffff_ffff

/**
 * The 44 bytes before the samples of a WAV. Without `dataLength` the sizes say "unknown", which a stream may.
 * @example wavHeader({ dataLength: samples.byteLength })
 */
export function wavHeader(options: Partial<WavFormat> & { readonly dataLength?: number | undefined } = {}): Bytes {
  const { sampleRate = pcmFacts.sampleRate, channels = pcmFacts.channels, bitsPerSample = 16, dataLength } = options
  // The names where they stand; each gap is written over below.
  const header = new TextEncoder().encode('RIFF____WAVEfmt ____________________data____')
  const view = new DataView(header.buffer)
  const frame = (channels * bitsPerSample) / 8
  view.setUint32(4, dataLength === undefined ? unknownSize : 36 + dataLength, true)
  view.setUint32(16, 16, true)
  view.setUint16(20, 1, true)
  view.setUint16(22, channels, true)
  view.setUint32(24, sampleRate, true)
  view.setUint32(28, sampleRate * frame, true)
  view.setUint16(32, frame, true)
  view.setUint16(34, bitsPerSample, true)
  view.setUint32(40, dataLength ?? unknownSize, true)
  return header
}
