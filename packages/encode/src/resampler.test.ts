import { describe, expect, test } from 'vitest'
import { bytesOf, signalToNoise, tone } from '../test/pcm.ts'
import { createResampler } from './index.ts'

const resampled = async (samples: Int16Array, from: number, { to = 24_000, size = 1_001 } = {}) => {
  const resampler = await createResampler({ from, to })
  const parts: Int16Array[] = []
  for (let offset = 0; offset < samples.length; offset += size)
    parts.push(resampler.push(samples.subarray(offset, offset + size)))
  parts.push(resampler.flush())
  resampler.close()
  return Int16Array.from(parts.flatMap(part => [...part]))
}

const rates = [8_000, 16_000, 22_050, 44_100, 48_000]

describe.each(rates)('from %i Hz', from => {
  test.each([1_000, 5_000].filter(hertz => hertz < from / 2))('a tone of %i Hz stays one, 80 dB clear', async hertz => {
    const samples = await resampled(tone(from, hertz, from), from)
    const reference = tone(24_000, hertz)
    // Where the tone is switched on and off it has every pitch.
    expect(signalToNoise(samples.subarray(1_000, 23_000), reference.subarray(1_000, 23_000))).toBeGreaterThan(80)
  })

  test('n samples become round(n × 24 000 / rate), for any n', async () => {
    for (const length of [0, 1, 7, 441, 4_096, 12_345]) {
      const samples = await resampled(tone(length, 440, from), from)
      expect(samples.length, `${length} samples`).toBe(Math.round((length * 24_000) / from))
    }
  })

  test('pieces of any size give the same samples', async () => {
    const sound = tone(from / 2, 440, from)
    const whole = await resampled(sound, from, { size: sound.length })
    for (const size of [1, 160, 5_000]) {
      const samples = await resampled(sound, from, { size })
      expect(Buffer.compare(bytesOf(samples), bytesOf(whole)), `${size} at once`).toBe(0)
    }
  })
})

describe('a resampler', () => {
  test('takes away what the lower rate cannot hold', async () => {
    const samples = await resampled(tone(48_000, 15_000, 48_000), 48_000)
    expect(Math.max(...samples.subarray(1_000, 23_000).map(Math.abs))).toBeLessThanOrEqual(2)
  })

  test('holds back no more than 20 ms', async () => {
    const resampler = await createResampler({ from: 16_000 })
    expect(resampler.push(tone(16_000, 440, 16_000)).length).toBeGreaterThan(24_000 - 480)
    resampler.close()
  })

  test('begins anew after a flush', async () => {
    const resampler = await createResampler({ from: 16_000 })
    const say = () => [resampler.push(tone(1_000, 440, 16_000)), resampler.flush()]
    expect(say()).toEqual(say())
    resampler.close()
  })

  test('between equal rates gives back what it gets, as a copy', async () => {
    const sound = tone(500)
    const resampler = await createResampler({ from: 24_000 })
    const samples = resampler.push(sound)
    expect(samples).toEqual(sound)
    expect(samples.buffer).not.toBe(sound.buffer)
    expect(resampler.flush()).toHaveLength(0)
  })

  test('works beside others and is of no use once closed', async () => {
    const [one, other] = await Promise.all([createResampler({ from: 8_000 }), createResampler({ from: 16_000 })])
    one.close()
    one.close()
    expect(() => one.push(tone(10))).toThrow(TypeError)
    expect(other.push(tone(1_000, 440, 16_000)).length + other.flush().length).toBe(1_500)
    other.close()
  })

  test.each([0, -16_000, 22_050.5, Number.NaN, 1_000_000])('refuses %d Hz', async from => {
    await expect(createResampler({ from })).rejects.toThrow(
      `from must be a whole number of hertz from 1000 to 384000, not ${from}`,
    )
  })
})
