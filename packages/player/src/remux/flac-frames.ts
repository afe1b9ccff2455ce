import type { Bytes } from '@outloud/core'
import { box, u16, u32, zeros } from './boxes.ts'
import type { Codec } from './fragments.ts'
import type { SampleFacts } from './samples.ts'

/** The longest block that we write, and what its description says; the shortest has to differ, or WebKit refuses it. */
export const longestBlock = 4_096
export const shortestBlock = 16

/** Sample rates that a frame header names by a number (RFC 9639, 9.1.2); others stand at its end. */
const rateCodes: Readonly<Record<number, number>> = {
  8000: 4,
  16000: 5,
  22050: 6,
  24000: 7,
  32000: 8,
  44100: 9,
  48000: 10,
}
const rateAtEnd = 13

/** How FLAC stands in MP4: its STREAMINFO, with all that is not known left at 0. */
export function flacCodec({ sampleRate, channels, bytesPerSample }: SampleFacts): Codec {
  const bits = bytesPerSample * 8
  const packed = [...u32((sampleRate << 12) | ((channels - 1) << 9) | ((bits - 1) << 4)), ...zeros(4)]
  const info = [...u16(shortestBlock), ...u16(longestBlock), ...zeros(6), ...packed, ...zeros(16)]
  const description = box('dfLa', zeros(4), [0x80, 0, 0, info.length], info)
  return { entry: 'fLaC', description, sampleRate, channels, bitsPerSample: bits }
}

/** A frame of samples as they are, without prediction. `first` is the number of its first sample. */
export function flacFrame(samples: Bytes, first: number, { sampleRate, channels, bytesPerSample }: SampleFacts): Bytes {
  const count = samples.length / (channels * bytesPerSample)
  const rate = rateCodes[sampleRate] ?? rateAtEnd
  const head = [
    // Blocks differ in length, so they are counted in samples.
    ...[0xff, 0xf9, 0x70 | rate, ((channels - 1) << 4) | (({ 1: 1, 2: 4, 3: 6 }[bytesPerSample] ?? 0) << 1)],
    ...codedNumber(first),
    ...u16(count - 1),
    ...(rate === rateAtEnd ? u16(sampleRate) : []),
  ]
  const frame = new Uint8Array(head.length + 1 + channels + samples.length + 2)
  frame.set(head)
  let at = head.length
  frame[at++] = head.reduce((crc, byte) => crc8Table[crc ^ byte] ?? 0, 0)
  const step = channels * bytesPerSample
  for (let channel = 0; channel < channels; channel++) {
    // A subframe of the kind "verbatim".
    frame[at++] = 2
    for (let from = channel * bytesPerSample; from < samples.length; from += step) {
      for (let byte = bytesPerSample - 1; byte >= 0; byte--) frame[at++] = samples[from + byte] ?? 0
      // Alone among the sizes, single bytes are unsigned.
      if (bytesPerSample === 1) frame[at - 1] = (frame[at - 1] ?? 0) ^ 0x80
    }
  }
  let crc = 0
  for (const byte of frame.subarray(0, at)) crc = ((crc << 8) & 0xffff) ^ (crc16Table[(crc >> 8) ^ byte] ?? 0)
  frame.set(u16(crc), at)
  return frame
}

/** As UTF-8 codes characters, up to 36 bits (RFC 9639, 9.1.5). */
function codedNumber(value: number): readonly number[] {
  if (value < 0x80) return [value]
  const bytes: number[] = []
  let rest = value
  // What is left has to fit beside the marks of the first byte.
  for (; rest >= 2 ** (6 - bytes.length); rest = Math.floor(rest / 64)) bytes.unshift(0x80 | (rest % 64))
  return [((0xff00 >> (bytes.length + 1)) & 0xff) | rest, ...bytes]
}

const table = (polynomial: number, width: 8 | 16) =>
  Uint16Array.from({ length: 256 }, (_, byte) => {
    let crc = byte << (width - 8)
    for (let bit = 0; bit < 8; bit++) crc = crc & (1 << (width - 1)) ? (crc << 1) ^ polynomial : crc << 1
    return crc & (2 ** width - 1)
  })

// RFC 9639, 9.1.8 and 9.3.
const crc8Table = table(0x07, 8)
const crc16Table = table(0x8005, 16)
