import type { SonicModule } from '@echogarden/sonic-wasm'

type Samples = Int16Array<ArrayBuffer>

/** Seconds of silence put after the sound, so that what sonic loses when it is flushed is silence. */
const padding = 0.1

/** One run of sonic over a whole sound. */
function runSonic(sonic: SonicModule, samples: Samples, sampleRate: number, speed: number): Samples {
  const stream = sonic._sonicCreateStream(sampleRate, 1)
  let buffer = sonic._malloc(samples.byteLength)
  try {
    sonic._sonicSetSpeed(stream, speed)
    sonic.HEAP16.set(samples, buffer / 2)
    // In one write: what comes out depends on how a sound is cut.
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
 * Changes the speed of a sound and keeps its pitch. The result is exactly `samples.length / speed` samples long, and no
 * sound in it is further than about 20 ms from where it should be.
 */
export function stretch(sonic: SonicModule, samples: Samples, sampleRate: number, speed: number): Samples {
  let result = new Int16Array(samples.length + Math.ceil(sampleRate * padding * Math.max(1, speed)))
  result.set(samples)
  // Outside 0.5 to 2 sonic rounds each pitch period down and drifts, so larger factors are reached in several runs.
  const runs = Math.max(1, Math.ceil(Math.abs(Math.log2(speed))))
  for (let run = 0; run < runs; run += 1) result = runSonic(sonic, result, sampleRate, speed ** (1 / runs))
  const exact = new Int16Array(Math.round(samples.length / speed))
  exact.set(result.subarray(0, exact.length))
  return exact
}
