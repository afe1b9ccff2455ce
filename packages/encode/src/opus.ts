import { type Bytes, pcmFacts } from '@outloud/core'
import { Application, createEncoder, loadLibopus, Signal } from 'libopus-wasm'
import type { Encoder } from './encoder.ts'
import { createOggPages, oggChecksum } from './ogg.ts'
import { blockUnit } from './sample-reader.ts'

/** Opus counts time in 48 000ths of a second, whatever went in (RFC 7845, section 4). */
const granulesPerSample = 48_000 / pcmFacts.sampleRate
/** 200 ms a page: RFC 7845 asks for at most a second, and each page costs 27 bytes and one a packet. */
const packetsPerPage = 10

const text = (characters: string): Uint8Array => new TextEncoder().encode(characters)

/** The identification header (RFC 7845, section 5.1). */
const opusHead = (preSkip: number): Uint8Array => {
  const head = new Uint8Array(19)
  const view = new DataView(head.buffer)
  head.set(text('OpusHead'))
  view.setUint8(8, 1)
  view.setUint8(9, pcmFacts.channels)
  view.setUint16(10, preSkip, true)
  view.setUint32(12, pcmFacts.sampleRate, true)
  return head
}

/** The comment header (RFC 7845, section 5.2): who made it, and no comments. */
const opusTags = (vendor: string): Uint8Array => {
  const name = text(vendor)
  const tags = new Uint8Array(16 + name.length)
  tags.set(text('OpusTags'))
  new DataView(tags.buffer).setUint32(8, name.length, true)
  tags.set(name, 12)
  return tags
}

/** Lets everything else that waits for this thread run: input that is all there would hold it until its end. */
const nextTurn = (): Promise<void> => new Promise(resolve => setTimeout(resolve))

/**
 * Opus in Ogg, in pages of our own: mediabunny draws each file's serial number at random,
 * and here the same samples give the same bytes. The serial is a checksum of the first sound
 * instead, so that two files put one after the other are still told apart.
 */
export const encodeOpus: Encoder = async function* (reader, { opus: bitrate }) {
  const { version } = await reader.orAborted(loadLibopus())
  const encoder = await createEncoder({
    sampleRate: pcmFacts.sampleRate,
    channels: pcmFacts.channels,
    frameSize: blockUnit,
    application: Application.Audio,
    signal: Signal.Voice,
    bitrate,
  })
  const lookahead = encoder.getLookahead()
  const preSkip = lookahead * granulesPerSample
  let packets: Uint8Array[] = []
  let encoded = 0
  let writePage: ReturnType<typeof createOggPages> | undefined

  const page = (end?: number): Bytes[] => {
    const pages: Bytes[] = []
    if (writePage === undefined) {
      writePage = createOggPages(oggChecksum(packets))
      pages.push(writePage({ packets: [opusHead(preSkip)], granule: 0, position: 'first' }))
      pages.push(writePage({ packets: [opusTags(version)], granule: 0 }))
    }
    pages.push(
      end === undefined
        ? writePage({ packets, granule: encoded * granulesPerSample })
        : writePage({ packets, granule: end * granulesPerSample, position: 'last' }),
    )
    packets = []
    return pages
  }

  const add = (frame: Int16Array): void => {
    packets.push(encoder.encode(frame))
    encoded += frame.length
  }

  try {
    let rest = new Int16Array(0)
    for (let samples = await reader.read(); samples !== undefined; samples = await reader.read()) {
      let offset = 0
      for (; offset + blockUnit <= samples.length; offset += blockUnit) {
        add(samples.subarray(offset, offset + blockUnit))
        if (packets.length < packetsPerPage) continue
        yield* page()
        await nextTurn()
      }
      rest = samples.slice(offset)
    }
    // The sound comes out `lookahead` samples late: silence pushes the last of it out, and the last granule cuts the silence off.
    const end = reader.position + lookahead
    const tail = new Int16Array(Math.ceil((end - encoded) / blockUnit) * blockUnit)
    tail.set(rest)
    for (let offset = 0; offset < tail.length; offset += blockUnit) {
      if (packets.length === packetsPerPage) yield* page()
      add(tail.subarray(offset, offset + blockUnit))
    }
    yield* page(end)
    return undefined
  } finally {
    encoder.free()
  }
}
