import { type Bytes, pcmFacts } from '@outloud/core'
import type { Encoder } from './encoder.ts'

/** Says "until the end" in a stream whose length nobody knows yet, and is what 32 bits cannot count past. */
const unknownSize = 0xffff_ffff
const headerSize = 44

/** The 44 bytes before linear PCM, with sizes once the data's is known. */
const wavHeader = (dataSize: number = unknownSize): Bytes => {
  const header = new Uint8Array(headerSize)
  const view = new DataView(header.buffer)
  const { sampleRate, channels, bytesPerSample } = pcmFacts
  const tag = (offset: number, characters: string): void => {
    for (let index = 0; index < characters.length; index++) header[offset + index] = characters.charCodeAt(index)
  }
  tag(0, 'RIFF')
  view.setUint32(4, Math.min(dataSize + headerSize - 8, unknownSize), true)
  tag(8, 'WAVEfmt ')
  view.setUint32(16, 16, true)
  view.setUint16(20, 1, true)
  view.setUint16(22, channels, true)
  view.setUint32(24, sampleRate, true)
  view.setUint32(28, sampleRate * channels * bytesPerSample, true)
  view.setUint16(32, channels * bytesPerSample, true)
  view.setUint16(34, bytesPerSample * 8, true)
  tag(36, 'data')
  view.setUint32(40, Math.min(dataSize, unknownSize), true)
  return header
}

export const encodeWav: Encoder = async function* (reader) {
  for (let samples = await reader.read(); samples !== undefined; samples = await reader.read()) {
    if (reader.position === samples.length) yield wavHeader()
    yield new Uint8Array(samples.buffer)
  }
  return wavHeader(reader.position * pcmFacts.bytesPerSample)
}

export const encodePcm: Encoder = async function* (reader) {
  for (let samples = await reader.read(); samples !== undefined; samples = await reader.read()) {
    yield new Uint8Array(samples.buffer)
  }
  return undefined
}
