import { describe, expect, test } from 'vitest'
import { missingTools } from '../../../test/tools.ts'
import { encoded } from '../test/encoded.ts'
import { probe } from '../test/ffmpeg.ts'
import { sweep } from '../test/pcm.ts'

const sound = sweep(88_803)

describe('the header', () => {
  test('comes once in mp3, flac and wav, and never in the others', async () => {
    for (const format of ['mp3', 'flac', 'wav'] as const) {
      expect((await encoded(sound, format)).headers, format).toHaveLength(1)
    }
    for (const format of ['opus', 'aac', 'pcm'] as const) {
      expect((await encoded(sound, format)).headers, format).toEqual([])
    }
  })

  test('leaves everything behind it alone: it is as long as the first frame or block', async () => {
    const lengths = { mp3: 192, wav: 44 }
    for (const format of ['mp3', 'wav'] as const) {
      const { headers } = await encoded(sound, format)
      expect(headers[0]).toHaveLength(lengths[format])
    }
    const { headers, stream } = await encoded(sound, 'flac')
    // A frame begins with 14 bits of sync (RFC 9639, 9.1).
    expect(stream.slice(headers[0]!.length, headers[0]!.length + 2)).toEqual(new Uint8Array([0xff, 0xf8]))
  })

  test('of a wav counts the bytes', async () => {
    const { file, stream } = await encoded(sound, 'wav')
    const sizes = (bytes: Uint8Array) => [4, 40].map(offset => new DataView(bytes.buffer).getUint32(offset, true))
    expect(sizes(stream)).toEqual([0xffff_ffff, 0xffff_ffff])
    expect(sizes(file)).toEqual([file.length - 8, file.length - 44])
  })

  test('of an mp3 counts frames and bytes and knows its own checksum', async () => {
    const { file } = await encoded(sound, 'mp3')
    const view = new DataView(file.buffer)
    expect(Buffer.from(file.subarray(13, 17)).toString()).toBe('Info')
    expect(view.getUint32(21)).toBe(file.length / 192 - 1)
    expect(view.getUint32(25)).toBe(file.length)
    expect(view.getUint16(165)).toBe(crc16(file.subarray(192)))
    expect(view.getUint16(167)).toBe(crc16(file.subarray(0, 167)))
  })

  test.skipIf(missingTools.has('ffmpeg'))(
    'states the duration: flac and wav to the sample, mp3 to its frames',
    async () => {
      const stated = async (format: 'mp3' | 'flac' | 'wav') => probe((await encoded(sound, format)).file, format).stated
      expect(await stated('flac')).toBeCloseTo(sound.length / 24_000, 5)
      expect(await stated('wav')).toBeCloseTo(sound.length / 24_000, 5)
      // ffprobe counts the padding of an mp3, which ffmpeg then does not play: whole frames for 1 105 samples more.
      expect(await stated('mp3')).toBeCloseTo((Math.ceil((sound.length + 1_105) / 576) * 576) / 24_000, 5)
    },
  )
})

/** CRC-16/ARC by its definition: the remainder of the bits, lowest first, by x^16 + x^15 + x^2 + 1. */
const crc16 = (bytes: Uint8Array): number => {
  let remainder = 0
  for (const byte of bytes) {
    for (let bit = 0; bit < 8; bit++) {
      const carry = (remainder & 1) !== ((byte >> bit) & 1)
      remainder >>= 1
      if (carry) remainder ^= 0xa001
    }
  }
  return remainder
}
