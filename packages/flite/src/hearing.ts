/** Measures of speech, as tests compare voices by. */

const frameSeconds = 0.04

const energy = (samples: Int16Array, start: number, length: number): number => {
  let sum = 0
  for (let index = start; index < start + length; index += 1) sum += (samples[index] ?? 0) ** 2
  return sum
}

/** How alike a frame is to itself `lag` samples later, 0 to 1. */
const likeness = (samples: Int16Array, start: number, length: number, lag: number): number => {
  let product = 0
  for (let index = start; index < start + length; index += 1) {
    product += (samples[index] ?? 0) * (samples[index + lag] ?? 0)
  }
  const scale = energy(samples, start, length) * energy(samples, start + lag, length)
  return scale === 0 ? 0 : product / Math.sqrt(scale)
}

/** The period of a frame in samples, or `undefined` where it is no vowel. */
const period = (samples: Int16Array, sampleRate: number, start: number, length: number): number | undefined => {
  const shortest = Math.round(sampleRate / 400)
  const lags = Array.from({ length: Math.round(sampleRate / 60) - shortest }, (_, index) => shortest + index)
  const likenesses = lags.map(lag => likeness(samples, start, length, lag))
  const best = Math.max(...likenesses)
  if (best < 0.75) return undefined
  // The first peak that is almost the best: the later ones are its multiples.
  const first = likenesses.findIndex(
    (value, index) =>
      value > 0.92 * best && value >= (likenesses[index + 1] ?? 0) && value >= (likenesses[index - 1] ?? 0),
  )
  return lags[first]
}

/** Hertz: the median over the vowels. */
export const fundamental = (samples: Int16Array, sampleRate: number): number => {
  const length = Math.round(sampleRate * frameSeconds)
  const found: number[] = []
  for (let start = 0; start + 2 * length < samples.length; start += length) {
    if (energy(samples, start, length) < length * 800 ** 2) continue
    const samplesPerPeriod = period(samples, sampleRate, start, length)
    if (samplesPerPeriod !== undefined) found.push(sampleRate / samplesPerPeriod)
  }
  found.sort((a, b) => a - b)
  return found[found.length >> 1] ?? Number.NaN
}

const window = 512

/** Decibels in fourteen bands, a third of an octave apart from 200 Hz, relative to their mean: the colour of a voice. */
export const timbre = (samples: Int16Array, sampleRate: number): readonly number[] => {
  const bands = Array.from({ length: 14 }, (_, band) => {
    const step = (2 * Math.PI * 200 * 2 ** (band / 3)) / sampleRate
    let power = 1
    for (let start = 0; start + window <= samples.length; start += window) {
      let real = 0
      let imaginary = 0
      for (let index = 0; index < window; index += 1) {
        const value = (samples[start + index] ?? 0) * Math.sin((Math.PI * index) / window) ** 2
        real += value * Math.cos(step * index)
        imaginary += value * Math.sin(step * index)
      }
      power += real ** 2 + imaginary ** 2
    }
    return 10 * Math.log10(power)
  })
  const mean = bands.reduce((sum, band) => sum + band, 0) / bands.length
  return bands.map(band => band - mean)
}

/** Root of the mean square of the differences. */
export const distance = (a: readonly number[], b: readonly number[]): number =>
  Math.sqrt(a.reduce((sum, value, index) => sum + (value - (b[index] ?? 0)) ** 2, 0) / a.length)

/** The highest sample, of 32 767. */
export const peak = (samples: Int16Array): number =>
  samples.reduce((highest, sample) => Math.max(highest, Math.abs(sample)), 0)
