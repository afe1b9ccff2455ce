import { concat } from '../bytes.ts'
import type { Bytes } from '../format.ts'
import type { Walker } from './walker.ts'

/** The longest frame header: sync and fields 4, frame number 7, block size 2, sample rate 2, CRC 1 (RFC 9639, 9.1). */
const longestHeader = 16

/** 'fLaC', and STREAMINFO with its own header: what every file begins with. */
const openingLength = 42

/** Where that has the total of samples: 36 bits, of which the first four share a byte (RFC 9639, 8.2). */
const totalOffset = 21

interface StreamInfo {
  readonly blockSize: number
  readonly sampleRate: number
  /** 0 is unknown. */
  readonly samples: number
}

/** FLAC (RFC 9639). Frames do not say how long they are, so they are found by their sync code and header checksum. */
export function createFlacWalker(): Walker {
  let carry: Bytes = new Uint8Array(0)
  let opening: Bytes = new Uint8Array(0)
  let info: StreamInfo | undefined
  let skip = 4
  let inFrames = false
  let position = 0
  // Of the frame that has begun: 0 once all of it is there, because its last two bytes are this very checksum.
  let checksum = 0

  /** Metadata blocks, up to the first frame. Gives where it stopped for want of bytes. */
  function readMetadata(data: Bytes): number {
    let at = 0
    while (!inFrames) {
      const passed = Math.min(skip, data.length - at)
      at += passed
      skip -= passed
      // STREAMINFO is 34 bytes; a header is 4.
      if (skip > 0 || data.length - at < 38) return at
      const head = data[at] ?? 0
      const length = ((data[at + 1] ?? 0) << 16) | ((data[at + 2] ?? 0) << 8) | (data[at + 3] ?? 0)
      if ((head & 127) === 0) info = streamInfo(data.subarray(at + 4, at + 38))
      skip = 4 + length
      if (head >= 128) {
        inFrames = true
        at += skip
        skip = Math.max(0, at - data.length)
      }
    }
    return Math.min(at, data.length)
  }

  function readFrames(data: Bytes, from: number, padding: number): number {
    let start = from
    let at = data.indexOf(0xff, from)
    while (at !== -1 && data.length - at >= longestHeader) {
      const end = info === undefined ? undefined : frameEnd(data.subarray(at, at + longestHeader), info.blockSize)
      // Frames follow one another: a header that is out of step is a chance match inside one.
      if (end !== undefined && end > position && end - position <= 65_536) {
        position = end
        checksum = 0
        start = at
      }
      at = data.indexOf(0xff, at + 1)
    }
    const stop = at === -1 ? data.length - padding : at
    checksum = crc16(data.subarray(start, stop), checksum)
    return stop
  }

  function walk(bytes: Bytes, padding = 0): void {
    const data = carry.length === 0 ? bytes : concat([carry, bytes])
    if (opening.length < openingLength) opening = concat([opening, bytes.slice(0, openingLength - opening.length)])
    let at = readMetadata(data)
    if (inFrames && skip > 0) {
      const passed = Math.min(skip, data.length - at)
      at += passed
      skip -= passed
    }
    if (inFrames && skip === 0) at = readFrames(data, at, padding)
    carry = data.slice(at)
  }

  return {
    push: bytes => {
      walk(bytes)
      return bytes
    },
    end: () => {
      walk(new Uint8Array(longestHeader), longestHeader)
      const complete = info !== undefined && position > 0 && position >= info.samples
      return complete && checksum === 0
    },
    get seconds() {
      return info === undefined ? 0 : position / info.sampleRate
    },
    header: () => {
      if (info === undefined || info.samples !== 0 || position === 0) return undefined
      const header = opening.slice()
      const view = new DataView(header.buffer)
      view.setUint8(totalOffset, view.getUint8(totalOffset) | Math.floor(position / 2 ** 32))
      view.setUint32(totalOffset + 1, position % 2 ** 32)
      return header
    },
  }
}

function streamInfo(bytes: Bytes): StreamInfo {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const packed = view.getBigUint64(10)
  return {
    blockSize: view.getUint16(2),
    sampleRate: Number(packed >> 44n),
    samples: Number(packed & 0xf_ffff_ffffn),
  }
}

/** The position after the frame whose header this is, in samples; `undefined` if it is no header. */
function frameEnd(head: Bytes, streamBlockSize: number): number | undefined {
  const [sync = 0, strategy = 0, sizes = 0] = head
  if (sync !== 0xff || (strategy & 0xfe) !== 0xf8) return undefined
  const number = codedNumber(head, 4)
  if (number === undefined) return undefined
  const sizeCode = sizes >> 4
  const rateCode = sizes & 15
  if (sizeCode === 0 || rateCode === 15) return undefined
  let at = number.next
  let blockSize = sizeCode < 6 ? (sizeCode === 1 ? 192 : 576 << (sizeCode - 2)) : 256 << (sizeCode - 8)
  if (sizeCode === 6) blockSize = (head[at++] ?? 0) + 1
  if (sizeCode === 7) blockSize = (((head[at++] ?? 0) << 8) | (head[at++] ?? 0)) + 1
  at += rateCode === 12 ? 1 : rateCode > 12 ? 2 : 0
  if (crc8(head.subarray(0, at)) !== head[at]) return undefined
  return ((strategy & 1) === 1 ? number.value : number.value * streamBlockSize) + blockSize
}

/** A number coded like UTF-8, of up to 36 bits. */
function codedNumber(bytes: Bytes, at: number): { value: number; next: number } | undefined {
  const first = bytes[at] ?? 0
  const length = first < 0x80 ? 1 : Math.clz32(~(first << 24))
  if (length === 1) return first < 0x80 ? { value: first, next: at + 1 } : undefined
  let value = first & (0x7f >> length)
  for (let index = 1; index < length; index++) {
    const byte = bytes[at + index] ?? 0
    if ((byte & 0xc0) !== 0x80) return undefined
    value = value * 64 + (byte & 0x3f)
  }
  return { value, next: at + length }
}

/** Polynomial x¹⁶ + x¹⁵ + x² + 1, over a whole frame (RFC 9639, 9.3). */
function crc16(bytes: Bytes, before: number): number {
  let crc = before
  for (const byte of bytes) crc = ((crc << 8) & 0xffff) ^ (crc16Table[(crc >> 8) ^ byte] ?? 0)
  return crc
}

const crc16Table = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 8
  for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000 ? ((crc << 1) ^ 0x8005) & 0xffff : crc << 1
  return crc
})

/** Polynomial x⁸ + x² + x + 1 (RFC 9639, 9.1.8). */
function crc8(bytes: Bytes): number {
  let crc = 0
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 0x80 ? ((crc << 1) ^ 0x07) & 0xff : crc << 1
  }
  return crc
}
