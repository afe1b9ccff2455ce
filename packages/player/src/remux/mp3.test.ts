import type { Bytes } from '@outloud/core'
import { legalTones, tones } from '@outloud/testing'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { missingTools } from '../../../../test/tools.ts'
import { createMp3Frames } from './mp3.ts'
import { createMp3Fragments } from './mp3-fragments.ts'
import { cuts, ffmpeg, remuxed } from './remux.fixture.ts'

const whole = [[tones.mp3]]
const frames = remuxed(createMp3Frames(), whole).file
const kinds = { bare: createMp3Frames, 'in mp4': createMp3Fragments }
const noise = (length: number) => new Uint8Array(length).map((_, index) => (index * index * 31 + 7) % 251)

/** As text, so that a difference is found quickly. */
const hex = (bytes: Bytes) => Buffer.from(bytes).toString('hex')

describe('bare frames', () => {
  test('are the file without the frame that only describes it', () => {
    expect(frames.length).toBeLessThan(tones.mp3.length)
    expect(hex(tones.mp3).endsWith(hex(frames))).toBe(true)
    expect(Buffer.from(tones.mp3).includes('Info')).toBe(true)
    expect(Buffer.from(frames).includes('Info')).toBe(false)
  })

  test('are the same without tags', () => {
    expect(hex(remuxed(createMp3Frames(), [[legalTones.taggedMp3.bytes]]).file)).toBe(hex(frames))
  })

  test('are the same whatever the pieces they come in', () => {
    fc.assert(
      fc.property(cuts(legalTones.taggedMp3.bytes), chunks => {
        expect(hex(remuxed(createMp3Frames(), [chunks]).file)).toBe(hex(frames))
      }),
    )
  })

  test('are found again after bytes that are none', () => {
    const at = 5 * 192
    const broken = Uint8Array.from([...frames.slice(0, at), ...noise(50), ...frames.slice(at)])
    const { file } = remuxed(createMp3Frames(), [[broken]])
    expect(hex(file)).toBe(hex(frames))
  })
})

describe.each(Object.entries(kinds))('%s', (_name, create) => {
  test('an answer cut anywhere inside a frame is truncated, one cut between two frames is not', () => {
    for (let length = 1; length < 1_200; length++) {
      const end = () => remuxed(create(), [[frames.slice(0, length)]])
      if (length % 192 === 0) expect(end().seconds).toBeCloseTo((length / 192) * 0.024, 9)
      else expect(end, `${length}`).toThrow(expect.objectContaining({ reason: 'truncated' }))
    }
  })

  test.each([
    ['empty', new Uint8Array(0), 'empty'],
    ['noise', noise(9_000), 'format'],
    ['a web page', new TextEncoder().encode('<!doctype html>'.repeat(99)), 'format'],
    ['another format', tones.wav, 'format'],
  ])('%s is refused', (_what, bytes, reason) => {
    const refusal = expect.objectContaining({ name: 'InvalidResponseError', reason })
    expect(() => remuxed(create(), [[bytes]])).toThrow(refusal)
  })

  test('takes the next answer after one that it refused', () => {
    const remuxer = create()
    expect(() => remuxed(remuxer, [[frames.slice(0, 50)]])).toThrow()
    expect(remuxed(remuxer, whole).seconds).toBeCloseTo(frames.length / 8_000, 9)
  })
})

describe.skipIf(missingTools.has('ffmpeg'))('in mp4, by ffmpeg', () => {
  const extract = (file: Bytes) => ffmpeg(file, '-c', 'copy', '-write_xing', '0', '-id3v2_version', '0', '-f', 'mp3')

  test('holds the frames bit for bit, of several answers too', () => {
    const { file, seconds } = remuxed(createMp3Fragments(), [[tones.mp3], [legalTones.taggedMp3.bytes]])
    expect(hex(extract(file))).toBe(hex(frames).repeat(2))
    expect(seconds).toBeCloseTo((2 * frames.length) / 8_000, 9)
  })

  test('holds them in whatever pieces they come', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(cuts(tones.mp3), chunks => {
        expect(hex(extract(remuxed(createMp3Fragments(), [chunks]).file))).toBe(hex(frames))
      }),
      { numRuns: 15 },
    )
  })
})
