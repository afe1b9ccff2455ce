import type { Bytes } from '@outloud/core'

/** A sine at 24 000 Hz, mono, that starts and ends at full strength. */
export const tone = (samples: number, hertz = 440, rate = 24_000, amplitude = 12_000): Int16Array<ArrayBuffer> =>
  Int16Array.from({ length: samples }, (_, index) =>
    Math.round(amplitude * Math.sin((2 * Math.PI * hertz * index) / rate)),
  )

/** A sweep of changing loudness: no two stretches of it are alike, so that a shift shows. */
export const sweep = (samples: number): Int16Array<ArrayBuffer> =>
  Int16Array.from({ length: samples }, (_, index) => {
    const time = index / 24_000
    return Math.round(8_000 * (0.6 + 0.4 * Math.sin(9 * time)) * Math.sin(2 * Math.PI * (300 * time + 400 * time ** 2)))
  })

export const bytesOf = (samples: Int16Array<ArrayBuffer>): Bytes => new Uint8Array(samples.buffer)

/** The samples as a stream, cut into chunks of so many bytes. */
export async function* chunked(samples: Int16Array<ArrayBuffer>, size: number): AsyncGenerator<Bytes, void> {
  const bytes = bytesOf(samples)
  for (let offset = 0; offset < bytes.length; offset += size) yield bytes.slice(offset, offset + size)
}

/** How much of a sound is a sine of this pitch, from 0 to 1, whatever its phase. */
export const share = (samples: Int16Array, hertz: number, rate: number): number => {
  let cosine = 0
  let sine = 0
  let energy = 0
  for (const [index, sample] of samples.entries()) {
    const angle = (2 * Math.PI * hertz * index) / rate
    cosine += sample * Math.cos(angle)
    sine += sample * Math.sin(angle)
    energy += sample ** 2
  }
  return (2 * (cosine ** 2 + sine ** 2)) / (samples.length * energy)
}

/** Decibels by which `reference` is louder than what `samples` has besides it. */
export const signalToNoise = (samples: Int16Array, reference: Int16Array): number => {
  let signal = 0
  let noise = 0
  for (const [index, expected] of reference.entries()) {
    signal += expected ** 2
    noise += ((samples[index] ?? 0) - expected) ** 2
  }
  return 10 * Math.log10(signal / noise)
}

/** By how many samples, 20 at most, `samples` come later than `reference` where they resemble it most. */
export const lag = (samples: Int16Array, reference: Int16Array): number => {
  let best = { shift: 0, likeness: Number.NEGATIVE_INFINITY }
  for (let shift = -20; shift <= 20; shift++) {
    let likeness = 0
    for (let index = 20; index < reference.length - 20; index++) {
      likeness += (samples[index + shift] ?? 0) * (reference[index] ?? 0)
    }
    if (likeness > best.likeness) best = { shift, likeness }
  }
  return best.shift
}
