import { type Bytes, wavHeader } from '@outloud/core'
import { legalTones, tones } from '@outloud/testing'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { missingTools } from '../../../../test/tools.ts'
import { createFlac } from './flac.ts'
import { cuts, every, ffmpeg, remuxed } from './remux.fixture.ts'

/** Bytes like those of a recording: every value, no pattern. */
const samples = (length: number): Bytes => {
  let state = 1
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return state >>> 24
  })
}
const hex = (bytes: Bytes) => Buffer.from(bytes).toString('hex')
const joined = (...parts: readonly Bytes[]) => new Uint8Array(Buffer.concat(parts))

describe.skipIf(missingTools.has('ffmpeg'))('FLAC in mp4, decoded by ffmpeg', () => {
  const decode = (file: Bytes, coding = 's16le') => ffmpeg(file, '-f', coding, '-c:a', `pcm_${coding}`)

  test('is the samples bit for bit, of several answers as if they were one', () => {
    const { file, seconds } = remuxed(createFlac('pcm'), [[samples(48_002)], [samples(10)], [samples(30_000)]])
    const all = joined(samples(48_002), samples(10), samples(30_000))
    expect(hex(decode(file))).toBe(hex(all))
    expect(seconds).toBeCloseTo(all.length / 48_000, 9)
  })

  test.each([1, 3, 336, 337, 4_096])('is the same in pieces of %d bytes', length => {
    const { file } = remuxed(createFlac('pcm'), [every(samples(24_000), length)])
    expect(hex(decode(file))).toBe(hex(samples(24_000)))
  })

  test('is the same in whatever pieces it comes', { timeout: 60_000 }, () => {
    const wav = joined(wavHeader({ dataLength: 20_000 }), samples(20_000))
    fc.assert(
      fc.property(cuts(wav), chunks => {
        expect(hex(decode(remuxed(createFlac('wav'), [chunks]).file))).toBe(hex(samples(20_000)))
      }),
      { numRuns: 15 },
    )
  })

  test.each([
    { sampleRate: 24_000, channels: 1, bitsPerSample: 16, coding: 's16le' },
    { sampleRate: 44_100, channels: 2, bitsPerSample: 16, coding: 's16le' },
    { sampleRate: 12_345, channels: 1, bitsPerSample: 24, coding: 's24le' },
    { sampleRate: 8_000, channels: 1, bitsPerSample: 8, coding: 'u8' },
    { sampleRate: 48_000, channels: 6, bitsPerSample: 16, coding: 's16le' },
  ])('is the samples of $channels channels of $bitsPerSample bits at $sampleRate Hz', ({ coding, ...format }) => {
    const data = samples(7_200 * 6)
    const { file, seconds } = remuxed(createFlac('wav'), [[wavHeader({ ...format, dataLength: data.length }), data]])
    expect(hex(decode(file, coding))).toBe(hex(data))
    expect(seconds).toBeCloseTo(data.length / (format.sampleRate * format.channels * (format.bitsPerSample / 8)), 9)
  })

  test('counts on past what one byte, two and three of a frame number hold', () => {
    const long = samples(600_000)
    expect(hex(decode(remuxed(createFlac('pcm'), [[long], [long]]).file))).toBe(hex(joined(long, long)))
  })
})

describe('wav', () => {
  const plain = remuxed(createFlac('wav'), [[tones.wav]])

  test.each(['streamedWav', 'listedWav', 'extensibleWav'] as const)('%s is what the plain one is', name => {
    expect(hex(remuxed(createFlac('wav'), [[legalTones[name].bytes]]).file)).toBe(hex(plain.file))
  })

  test('of several answers has a header each, or one for all', () => {
    const [header, data] = [wavHeader(), tones.pcm]
    const both = remuxed(createFlac('wav'), [
      [header, data],
      [header, data],
    ])
    expect(hex(remuxed(createFlac('wav'), [[header, data], [data]]).file)).toBe(hex(both.file))
    expect(both.seconds).toBe(1)
  })

  test('changes its kind with the answer', () => {
    const other = joined(wavHeader({ sampleRate: 16_000, dataLength: 16_000 }), tones.pcm.slice(0, 16_000))
    const { file, seconds } = remuxed(createFlac('wav'), [[tones.wav], [other]])
    expect(hex(file).split(Buffer.from('ftyp').toString('hex'))).toHaveLength(3)
    expect(seconds).toBe(1)
  })
})

describe.each([
  ['wav', 'nothing', new Uint8Array(0), 'empty'],
  ['wav', 'a header alone', wavHeader(), 'format'],
  ['wav', 'half a header', tones.wav.slice(0, 30), 'truncated'],
  ['wav', 'less than it says', tones.wav.slice(0, -2), 'truncated'],
  ['wav', 'half a sample too little', tones.wav.slice(0, -1), 'truncated'],
  ['wav', 'another format', tones.mp3, 'format'],
  ['wav', 'samples as floats', joined(tones.wav.slice(0, 20), Uint8Array.of(3, 0), tones.wav.slice(22)), 'format'],
  ['pcm', 'nothing', new Uint8Array(0), 'empty'],
  ['pcm', 'half a sample', tones.pcm.slice(0, 101), 'truncated'],
] as const)('%s', (format, what, bytes, reason) => {
  test.each([1, 9_999])(`that is ${what} is refused, in pieces of %d`, length => {
    const refusal = expect.objectContaining({ name: 'InvalidResponseError', reason })
    expect(() => remuxed(createFlac(format), [every(bytes, length)])).toThrow(refusal)
  })
})
