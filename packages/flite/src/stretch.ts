import type { SonicModule } from '@echogarden/sonic-wasm'

/** What to do to a sound. All are factors; 1 leaves it as it is. */
export interface Change {
  readonly speed: number
  readonly pitch: number
  readonly volume: number
}

type Samples = Int16Array<ArrayBuffer>

/** Seconds of silence put after the sound, so that what sonic loses when it is flushed is silence. */
const padding = 0.1

/** One run of sonic over a whole sound. */
const runSonic = (sonic: SonicModule, samples: Samples, sampleRate: number, change: Change): Samples => {
  const stream = sonic._sonicCreateStream(sampleRate, 1)
  let buffer = sonic._malloc(samples.byteLength)
  try {
    sonic._sonicSetSpeed(stream, change.speed)
    sonic._sonicSetPitch(stream, change.pitch)
    sonic._sonicSetVolume(stream, change.volume)
    sonic.HEAP16.set(samples, buffer / 2)
    // In one write: this build of sonic writes past its pitch buffer when the first write yields 493 to 615 samples
    // (at 16 000 Hz). The padding alone yields more.
    const done = sonic._sonicWriteShortToStream(stream, buffer, samples.length) && sonic._sonicFlushStream(stream)
    if (!done) throw new Error('sonic is out of memory')
    const count = sonic._sonicSamplesAvailable(stream)
    sonic._free(buffer)
    buffer = sonic._malloc(count * 2)
    sonic._sonicReadShortFromStream(stream, buffer, count)
    return sonic.HEAP16.slice(buffer / 2, buffer / 2 + count)
  } finally {
    sonic._free(buffer)
    sonic._sonicDestroyStream(stream)
  }
}

/**
 * Changes speed, pitch and volume independently; louder than full scale is clipped.
 * The result is exactly `samples.length / speed` samples long, and no sound in it is further than about
 * 20 ms from where it should be.
 */
export const stretch = (sonic: SonicModule, samples: Samples, sampleRate: number, change: Change): Samples => {
  const { speed, pitch, volume } = change
  const padded = new Int16Array(samples.length + Math.ceil(sampleRate * padding * Math.max(1, speed)))
  padded.set(samples)
  // Outside 0.5 to 2 sonic rounds each pitch period down and drifts by up to 1.3 %, so larger factors
  // are reached in several runs. What counts is speed over pitch: sonic shifts pitch by resampling.
  const factor = speed / pitch
  const runs = Math.max(1, Math.ceil(Math.abs(Math.log2(factor))))
  const step = factor ** (1 / runs)
  let result = runSonic(sonic, padded, sampleRate, { speed: step * pitch, pitch, volume })
  for (let run = 1; run < runs; run += 1) {
    result = runSonic(sonic, result, sampleRate, { speed: step, pitch: 1, volume: 1 })
  }
  const exact = new Int16Array(Math.round(samples.length / speed))
  exact.set(result.subarray(0, exact.length))
  return exact
}
