import type { Bytes } from '@outloud/core'
import { box, letters, u16, u32, zeros } from './boxes.ts'
import { joined } from './remuxer.ts'

/** One codec's row in the table of samples: what its entry is called and what it carries. */
export interface Codec {
  readonly entry: string
  readonly description: Bytes
  readonly sampleRate: number
  readonly channels: number
  readonly bitsPerSample: number
}

const unity = [...u32(0x10000), ...zeros(12), ...u32(0x10000), ...zeros(12), ...u32(0x4000_0000)]
const empty = (name: string, size = 8) => box(name, zeros(size))

/** What comes before all fragments: one track without samples of its own, counted in samples of the codec. */
export function fileHeader({ entry, description, sampleRate, channels, bitsPerSample }: Codec): Bytes {
  const described = box(
    entry,
    [...zeros(7), 1, ...zeros(8), ...u16(channels), ...u16(bitsPerSample), ...zeros(4), ...u16(sampleRate), 0, 0],
    description,
  )
  const table = box(
    'stbl',
    box('stsd', u32(0), u32(1), described),
    empty('stts'),
    empty('stsc'),
    empty('stsz', 12),
    empty('stco'),
  )
  const references = box('dinf', box('dref', u32(0), u32(1), box('url ', u32(1))))
  const media = box(
    'mdia',
    box('mdhd', zeros(12), u32(sampleRate), zeros(4), [0x55, 0xc4, 0, 0]),
    box('hdlr', zeros(8), letters('soun'), zeros(13)),
    box('minf', empty('smhd'), references, table),
  )
  const track = box(
    'trak',
    box('tkhd', [0, 0, 0, 3], zeros(8), u32(1), zeros(20), [1, 0, 0, 0], unity, zeros(8)),
    media,
  )
  return joined([
    box('ftyp', letters('iso6'), zeros(4), letters('iso6mp41')),
    box(
      'moov',
      box('mvhd', zeros(12), u32(sampleRate), zeros(4), u32(0x10000), [1, 0], zeros(10), unity, zeros(24), u32(2)),
      track,
      box('mvex', box('trex', u32(0), u32(1), u32(1), zeros(12))),
    ),
  ])
}

/** Some samples in the sense of MP4: one frame of the codec each. */
export interface FragmentFrame {
  readonly bytes: Bytes
  /** How long it plays, in samples of the codec. */
  readonly samples: number
}

/** `start` is counted in samples of the codec from the header on. */
export function fragment(start: number, frames: readonly FragmentFrame[]): Bytes {
  const runs = frames.flatMap(({ bytes, samples }) => [...u32(samples), ...u32(bytes.length)])
  // Where the data begins, counted from the start of the fragment: after `moof` and the head of `mdat`.
  const offset = 8 + 16 + 8 + 16 + 20 + 20 + runs.length + 8
  return joined([
    box(
      'moof',
      box('mfhd', u32(0), u32(1)),
      box(
        'traf',
        // Offsets count from the fragment; every frame can be decoded for itself.
        box('tfhd', [0, 2, 0, 0], u32(1)),
        box('tfdt', [1, 0, 0, 0], u32(Math.floor(start / 2 ** 32)), u32(start % 2 ** 32)),
        box('trun', [0, 0, 3, 1], u32(frames.length), u32(offset), runs),
      ),
    ),
    box('mdat', ...frames.map(({ bytes }) => bytes)),
  ])
}
