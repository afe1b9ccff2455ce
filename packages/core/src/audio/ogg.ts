import { spells } from '../bytes.ts'
import type { Bytes } from '../format.ts'
import type { Framing } from './walker.ts'

/** Opus counts in these, whatever it was made from (RFC 7845, section 4). */
const samplesPerSecond = 48_000

/** A page header, and after it what the first page says of the stream. */
const longestHeader = 27 + 255 + 19

/** Opus in Ogg pages (RFC 3533, section 6): a page's granule position says how many samples are complete with it. */
export const oggFraming = (): Framing => {
  let position = 0
  let preSkip = 0
  return {
    header: longestHeader,
    unit: (stream, at) => {
      if (!spells(stream, at, 'OggS') || stream.length - at < 27) return undefined
      const bytes = stream.subarray(at, at + longestHeader)
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
      const segments = bytes[26] ?? 0
      const header = 27 + segments
      const length = bytes.subarray(27, header).reduce((sum, size) => sum + size, header)
      if (isHead(bytes, header)) preSkip = view.getUint16(header + 10, true)
      const granule = Number(view.getBigInt64(6, true))
      // -1: no packet ends on this page.
      const before = position
      if (granule > 0) position = Math.max(position, granule - preSkip)
      return { length, seconds: (position - before) / samplesPerSecond, audio: true }
    },
  }
}

const isHead = (bytes: Bytes, at: number): boolean => spells(bytes, at, 'OpusHead') && bytes.length >= at + 12
