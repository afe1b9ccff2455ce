import createSonic from '@echogarden/sonic-wasm'
import { beforeAll, describe, expect, it } from 'vitest'
import { fundamental, peak } from './hearing.ts'
import { stretch } from './stretch.ts'

const sampleRate = 16_000

/** A voice-like buzz at `hertz` between two silences of a quarter of a second. */
const buzz = (hertz: number, seconds: number): Int16Array<ArrayBuffer> => {
  const samples = new Int16Array(seconds * sampleRate)
  for (let index = sampleRate / 4; index < samples.length - sampleRate / 4; index += 1) {
    const phase = (index * hertz) / sampleRate
    samples[index] = 12_000 * Math.sin(2 * Math.PI * phase) + 4000 * Math.sin(6 * Math.PI * phase)
  }
  return samples
}

/** Where the sound begins and ends, in seconds. */
const edges = (samples: Int16Array): readonly [number, number] => [
  samples.findIndex(sample => Math.abs(sample) > 1000) / sampleRate,
  samples.findLastIndex(sample => Math.abs(sample) > 1000) / sampleRate,
]

let sonic: Awaited<ReturnType<typeof createSonic>>
beforeAll(async () => {
  sonic = await createSonic()
})

const speeds = [0.25, 0.4, 0.75, 1, 1.3, 2, 3, 4]
const pitches = [0.82, 1, 1.25]

describe.each(speeds)('at speed %d', speed => {
  it.each(pitches)('pitch %d changes the pitch alone, and time exactly', pitch => {
    const samples = buzz(130, 8)
    const result = stretch(sonic, samples, sampleRate, { speed, pitch, volume: 1 })
    expect(result).toHaveLength(Math.round(samples.length / speed))
    const [begin, end] = edges(result)
    expect(Math.abs(begin - 0.25 / speed)).toBeLessThan(0.03)
    expect(Math.abs(end - 7.75 / speed)).toBeLessThan(0.03)
    expect(fundamental(result, sampleRate) / (130 * pitch)).toBeCloseTo(1, 1)
  })
})

describe('stretch', () => {
  it('leaves a sound as it is when nothing is to be changed', () => {
    const samples = buzz(130, 1)
    expect(stretch(sonic, samples, sampleRate, { speed: 1, pitch: 1, volume: 1 })).toEqual(samples)
  })

  it('makes louder, and clips what is too loud', () => {
    const samples = buzz(130, 1)
    const louder = stretch(sonic, samples, sampleRate, { speed: 1, pitch: 1, volume: 1.5 })
    expect(peak(louder) / peak(samples)).toBeCloseTo(1.5, 2)
    const clipped = stretch(sonic, samples, sampleRate, { speed: 1, pitch: 1, volume: 4 })
    expect(clipped.every((sample, index) => sample * (samples[index] ?? 0) >= 0)).toBe(true)
    expect(peak(clipped)).toBe(32_767)
  })

  it.each([0.25, 1, 2, 4])('keeps a sound that goes on to the end, at speed %d', speed => {
    const samples = buzz(130, 2).slice(0, 1.7 * sampleRate)
    for (const pitch of pitches) {
      const [, end] = edges(stretch(sonic, samples, sampleRate, { speed, pitch, volume: 1 }))
      expect(end).toBeGreaterThan(1.7 / speed - 0.01)
    }
  })

  it('takes a sound of any length', () => {
    for (const length of [0, 1, 100, 492, 493, 615, 616, 1000]) {
      for (const speed of [0.25, 1, 4]) {
        const result = stretch(sonic, buzz(130, 1).slice(0, length), 8000, { speed, pitch: 0.82, volume: 1 })
        expect(result).toHaveLength(Math.round(length / speed))
      }
    }
  })
})
