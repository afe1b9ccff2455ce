import { spells } from '../bytes.ts'
import type { Bytes } from '../format.ts'
import type { Framing, Unit } from './walker.ts'

// Tables of ISO/IEC 11172-3 (MPEG-1) and 13818-3 (MPEG-2): kbit/s by bitrate index.
const bitrates = {
  1: {
    1: [0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
    2: [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
    3: [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  },
  2: {
    1: [0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
    2: [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
    3: [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
  },
} as const

const sampleRates = [44_100, 48_000, 32_000] as const

/** MPEG audio: ID3 tags and Xing, Info and VBRI frames are no audio. */
export const mp3Framing = (): Framing => ({ header: 48, unit })

function unit(bytes: Bytes, at: number): Unit | undefined {
  // Looked at first: most places where a unit is sought begin none.
  if (bytes[at] !== 0xff) {
    if (spells(bytes, at, 'ID3')) return tag(10 + id3Size(bytes.subarray(at, at + 10)))
    return spells(bytes, at, 'TAG') ? tag(128) : undefined
  }
  const kind = bytes[at + 1] ?? 0
  const rates = bytes[at + 2] ?? 0
  const mode = bytes[at + 3] ?? 0
  if ((kind & 0xe0) !== 0xe0) return undefined

  const versionBits = (kind >> 3) & 3
  const layerBits = (kind >> 1) & 3
  const sampleRate = sampleRates[(rates >> 2) & 3]
  if (versionBits === 1 || layerBits === 0 || sampleRate === undefined) return undefined
  const version = versionBits === 3 ? 1 : 2
  const layer = (4 - layerBits) as 1 | 2 | 3
  const bitrate = bitrates[version][layer][rates >> 4]
  // Bitrate index 0 is "free format": the length is not said, and nobody makes such files.
  if (bitrate === undefined || bitrate === 0) return undefined

  // MPEG-2 halves the sample rates of MPEG-1, and MPEG-2.5 those of MPEG-2.
  const hertz = sampleRate / (versionBits === 3 ? 1 : versionBits === 2 ? 2 : 4)
  const samples = layer === 1 ? 384 : layer === 3 && version === 2 ? 576 : 1152
  const slot = layer === 1 ? 4 : 1
  const padding = (rates >> 1) & 1
  const length = (Math.floor(((samples / 8) * bitrate * 1_000) / hertz / slot) + padding) * slot

  // Where a first frame without sound carries what a file is like, right after the side information.
  const mono = mode >> 6 === 3
  const sideInformation = version === 1 ? (mono ? 17 : 32) : mono ? 9 : 17
  const info = at + 4 + ((kind & 1) === 0 ? 2 : 0) + sideInformation
  const silent = spells(bytes, info, 'Xing') || spells(bytes, info, 'Info') || spells(bytes, at + 36, 'VBRI')
  return silent ? tag(length) : { length, seconds: samples / hertz, audio: true }
}

const tag = (length: number): Unit => ({ length, seconds: 0, audio: false })

/** ID3v2: the size is 28 bits in four bytes of seven; a footer adds ten bytes. */
function id3Size(bytes: Bytes): number {
  const [, , , , , flags = 0, a = 0, b = 0, c = 0, d = 0] = bytes
  return ((a & 127) << 21) | ((b & 127) << 14) | ((c & 127) << 7) | ((d & 127) + ((flags & 0x10) === 0 ? 0 : 10))
}
