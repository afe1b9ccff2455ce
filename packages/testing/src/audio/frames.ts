import type { Bytes } from '@outloud/core'

/** The formats whose frames (pages, for Ogg) can be walked from header to header. */
export type FramedFormat = 'mp3' | 'aac' | 'opus'

/** Kilobits a second of MPEG-2 layer III by the header's index; index 0 and 15 mean nothing we make. */
const bitrates = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160]

const length: Readonly<Record<FramedFormat, (bytes: Bytes, at: number) => number>> = {
  // 576 samples a frame at 24 000 Hz: 72 bytes for every kilobit and kilohertz (ISO/IEC 13818-3).
  mp3: (bytes, at) => {
    const third = byte(bytes, at + 2)
    return Math.floor((72 * (bitrates[third >> 4] ?? 0) * 1_000) / 24_000) + ((third >> 1) & 1)
  },
  // 13 bits that begin in the fourth byte (ISO/IEC 13818-7).
  aac: (bytes, at) => ((byte(bytes, at + 3) & 3) << 11) | (byte(bytes, at + 4) << 3) | (byte(bytes, at + 5) >> 5),
  // A header of 27 bytes, a table of segment lengths, the segments (RFC 3533).
  opus: (bytes, at) => {
    const table = bytes.subarray(at + 27, at + 27 + byte(bytes, at + 26))
    return 27 + table.length + table.reduce((sum, lacing) => sum + lacing, 0)
  },
}

const byte = (bytes: Bytes, at: number): number => bytes[at] ?? 0

/** Where every frame or page of one of our 24 000 Hz tones begins. */
export function frameStarts(format: FramedFormat, bytes: Bytes): readonly number[] {
  const starts: number[] = []
  for (let at = 0; at < bytes.length; ) {
    starts.push(at)
    const step = length[format](bytes, at)
    if (step <= 0) throw new Error(`No ${format} frame at byte ${at}`)
    at += step
  }
  return starts
}
