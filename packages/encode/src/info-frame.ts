import type { Bytes } from '@outloud/core'

/** What the frames of a finished mp3 add up to. */
export interface Mp3Totals {
  /** Samples that were encoded, before the encoder's own padding. */
  readonly samples: number
  readonly frames: number
  /** Size of all frames in bytes, this one not counted. */
  readonly bytes: number
  /** CRC-16 of all frames, this one not counted. */
  readonly checksum: number
  /** In bits per second, the same for all frames. */
  readonly bitrate: number
}

/** MPEG-2 Layer III has one granule of 576 samples in a frame. */
const samplesPerFrame = 576
/** Silence that LAME puts before the first sample (ENCDELAY); decoders add 529 samples of their own and know it. */
const encoderDelay = 576
/** A frame of 64 kbit/s: the smallest that is sure to hold all fields (169 bytes). */
const size = 192
/** Sync, MPEG-2, Layer III, no CRC, 64 kbit/s, 24 000 Hz, mono, original. */
const frameHeader = [0xff, 0xf3, 0x84, 0xc4]
/** Where the tag starts: after the header and the nine bytes of side information that a mono MPEG-2 frame has. */
const tagStart = 13

/** CRC-16 (polynomial 0x8005, bits reflected), continued from `checksum`: the one the tag uses for music and itself. */
export const crc16 = (bytes: Uint8Array, checksum = 0): number => {
  let crc = checksum
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xa001 : crc >>> 1
  }
  return crc
}

/**
 * The silent first frame of an mp3 that says how long it is and how many samples at either end are not sound:
 * the Xing/Info tag (http://gabriel.mp3-tech.org/mp3infotag.html) with LAME's extension, as constant bitrate.
 * Without totals it has the same size and says only what is known before the end: how much silence comes first.
 */
export const mp3InfoFrame = (totals?: Mp3Totals): Bytes => {
  const frame = new Uint8Array(size)
  const view = new DataView(frame.buffer)
  const text = (offset: number, characters: string): void => {
    for (let index = 0; index < characters.length; index++) frame[offset + index] = characters.charCodeAt(index)
  }
  frame.set(frameHeader)
  text(tagStart, 'Info')
  let offset = tagStart + 8
  if (totals !== undefined) {
    // Flags: frames, bytes, table of contents and quality follow.
    view.setUint32(tagStart + 4, 0b1111)
    view.setUint32(tagStart + 8, totals.frames)
    view.setUint32(tagStart + 12, totals.bytes + size)
    // Where each hundredth of the duration begins, in 256ths of the file: a straight line at constant bitrate.
    for (let hundredth = 0; hundredth < 100; hundredth++) {
      const position = size + (totals.bytes * hundredth) / 100
      frame[tagStart + 16 + hundredth] = (256 * position) / (totals.bytes + size)
    }
    // Of 100, as LAME rates its defaults.
    view.setUint32(tagStart + 116, 57)
    offset = tagStart + 120
  }
  text(offset, 'LAME3.100')
  // Tag revision 0, constant bitrate.
  frame[offset + 9] = 0x01
  const padding = totals === undefined ? 0 : totals.frames * samplesPerFrame - encoderDelay - totals.samples
  frame[offset + 20] = totals === undefined ? 0 : Math.min(255, totals.bitrate / 1000)
  frame[offset + 21] = encoderDelay >> 4
  frame[offset + 22] = ((encoderDelay & 0xf) << 4) | (padding >> 8)
  frame[offset + 23] = padding & 0xff
  view.setUint32(offset + 28, totals === undefined ? 0 : totals.bytes + size)
  view.setUint16(offset + 32, totals?.checksum ?? 0)
  view.setUint16(offset + 34, crc16(frame.subarray(0, offset + 34)))
  return frame
}
