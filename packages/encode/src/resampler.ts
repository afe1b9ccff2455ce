import type { SpeexResampler } from '@echogarden/speex-resampler-wasm'
import { pcmFacts } from '@outloud/core'

/** How a resampler should work. */
export interface ResamplerOptions {
  /** Rate of the samples that come in, in hertz: a whole number from 1 000 to 384 000. */
  readonly from: number
  /**
   * Rate of the samples that go out, in hertz, in the same range.
   * @default 24_000
   */
  readonly to?: number | undefined
}

/** Changes the rate of one stretch of mono sound after another. */
export interface Resampler {
  /** Takes the next samples and returns what can be said already; a few milliseconds are held back. */
  push(samples: Int16Array): Int16Array<ArrayBuffer>
  /**
   * Ends the sound and returns the rest, so that altogether `n` samples became `round(n × to / from)`,
   * in time with what came in. The next `push` begins another sound.
   */
  flush(): Int16Array<ArrayBuffer>
  /** Gives its memory back; it cannot be used afterwards. */
  close(): void
}

/** Speex's best: at 24 000 Hz errors stay below what 16 bits can say. */
const quality = 10
/** Samples handed to the filter at once. */
const inputSize = 4_096

let loading: Promise<SpeexResampler> | undefined

/** All resamplers share one module, loaded by the first. */
const load = (): Promise<SpeexResampler> => {
  loading ??= import('@echogarden/speex-resampler-wasm')
    .then(module => module.default())
    .catch(error => {
      loading = undefined
      throw error
    })
  return loading
}

const checkedRate = (name: string, rate: number): number => {
  if (Number.isInteger(rate) && rate >= 1_000 && rate <= 384_000) return rate
  throw new RangeError(`${name} must be a whole number of hertz from 1000 to 384000, not ${rate}`)
}

const passThrough: Resampler = { push: samples => samples.slice(), flush: () => new Int16Array(0), close: () => {} }

/**
 * Band-limited change of sample rate (the resampler of Speex), such as an engine's 16 000 or 22 050 Hz to 24 000.
 * @throws {RangeError} when a rate is out of range.
 * @example
 * const resampler = await createResampler({ from: 16_000 })
 * const sound = [resampler.push(first), resampler.push(second), resampler.flush()]
 * resampler.close()
 */
export async function createResampler(options: ResamplerOptions): Promise<Resampler> {
  const from = checkedRate('from', options.from)
  const to = checkedRate('to', options.to ?? pcmFacts.sampleRate)
  if (from === to) return passThrough

  const speex = await load()
  const outputSize = Math.ceil((inputSize * to) / from)
  // Two lengths, the samples that go in, the samples that come out.
  const lengths = speex._malloc(8)
  const input = speex._malloc(2 * inputSize)
  const output = speex._malloc(2 * outputSize)
  const state = speex._speex_resampler_init(pcmFacts.channels, from, to, quality, 0)
  if (state === 0) throw new RangeError(`Speex refused to resample from ${from} to ${to} Hz`)
  let taken = 0
  let given = 0
  let closed = false

  /** Ready for a new sound, without the silence that the filter would begin with. */
  const begin = (): void => {
    speex._speex_resampler_reset_mem(state)
    speex._speex_resampler_skip_zeros(state)
    taken = 0
    given = 0
  }

  const run = (samples: Int16Array): Int16Array<ArrayBuffer> => {
    if (closed) throw new TypeError('This resampler was closed')
    const result = new Int16Array(Math.ceil((samples.length * to) / from) + outputSize)
    let length = 0
    for (let offset = 0; offset < samples.length; ) {
      const part = samples.subarray(offset, offset + inputSize)
      // The views are looked up every time: memory that grows has new ones.
      speex.HEAP16.set(part, input / 2)
      speex.HEAPU32[lengths / 4] = part.length
      speex.HEAPU32[lengths / 4 + 1] = outputSize
      speex._speex_resampler_process_int(state, 0, input, lengths, output, lengths + 4)
      const [read = 0, written = 0] = speex.HEAPU32.subarray(lengths / 4, lengths / 4 + 2)
      result.set(speex.HEAP16.subarray(output / 2, output / 2 + written), length)
      offset += read
      length += written
    }
    given += length
    return result.slice(0, length)
  }

  begin()
  return {
    push: samples => {
      taken += samples.length
      return run(samples)
    },
    flush: () => {
      const before = given
      const total = Math.round((taken * to) / from)
      const silence = new Int16Array(speex._speex_resampler_get_input_latency(state) + Math.ceil(from / to))
      const rest = run(silence).subarray(0, total - before)
      begin()
      return rest
    },
    close: () => {
      if (closed) return
      closed = true
      speex._speex_resampler_destroy(state)
      for (const pointer of [lengths, input, output]) speex._free(pointer)
    },
  }
}
