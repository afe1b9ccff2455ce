import type { Bytes } from '@outloud/core'

/** CRC-32 as Ogg has it: polynomial 0x04c11db7, highest bit first, no inversion (RFC 3533, section 6). */
const crcTable: Uint32Array = Uint32Array.from({ length: 256 }, (_, index) => {
  let crc = index << 24
  for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000_0000 ? (crc << 1) ^ 0x04c1_1db7 : crc << 1
  return crc
})

export const oggChecksum = (parts: readonly Uint8Array[]): number => {
  let crc = 0
  for (const part of parts) {
    for (const byte of part) crc = (crc << 8) ^ (crcTable[(crc >>> 24) ^ byte] ?? 0)
  }
  return crc >>> 0
}

export interface OggPage {
  /** Whole packets, at most 255 lacing values together: ten opus packets of 20 ms always fit. */
  readonly packets: readonly Uint8Array[]
  /** Where the last packet ends, in the codec's units. */
  readonly granule: number
  readonly position?: 'first' | 'last' | undefined
}

/** Writes the pages of one logical stream, numbered in the order they are made. */
export const createOggPages = (serial: number): ((page: OggPage) => Bytes) => {
  let sequence = 0
  return ({ packets, granule, position }) => {
    // A packet is a run of 255s and one value below, so that its end shows.
    const lacing = packets.flatMap(({ length }) => [...Array<number>(Math.floor(length / 255)).fill(255), length % 255])
    const headerSize = 27 + lacing.length
    const page = new Uint8Array(packets.reduce((size, packet) => size + packet.length, headerSize))
    const view = new DataView(page.buffer)
    // 'OggS', version 0.
    view.setUint32(0, 0x4f67_6753)
    view.setUint8(5, position === 'first' ? 2 : position === 'last' ? 4 : 0)
    view.setBigUint64(6, BigInt(granule), true)
    view.setUint32(14, serial, true)
    view.setUint32(18, sequence++, true)
    view.setUint8(26, lacing.length)
    page.set(lacing, 27)
    let offset = headerSize
    for (const packet of packets) {
      page.set(packet, offset)
      offset += packet.length
    }
    view.setUint32(22, oggChecksum([page]), true)
    return page
  }
}
