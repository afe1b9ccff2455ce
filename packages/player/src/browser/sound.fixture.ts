const sampleRate = 24_000

/** What is wrong with a recording that should be one steady tone. */
export interface Flaws {
  /** Seconds from the first to the last sample that is no silence. */
  readonly seconds: number
  /** Milliseconds of each silence inside that is longer than a millisecond. */
  readonly gaps: readonly number[]
  /** Places, in seconds, where the tone jumps. */
  readonly clicks: readonly number[]
}

/** A tone of 440 Hz as `pcm`. */
export function tone(seconds: number, hertz = 440): Uint8Array<ArrayBuffer> {
  const samples = Int16Array.from({ length: Math.round(seconds * sampleRate) }, (_, index) =>
    Math.round(12_000 * Math.sin((2 * Math.PI * hertz * index) / sampleRate)),
  )
  return new Uint8Array(samples.buffer)
}

/** Holds a recording against the tone. `tolerance` is how far off a sample may be, as a share of the tone's height. */
export function flaws(samples: Float32Array, { hertz = 440, tolerance = 0.02 } = {}): Flaws {
  const height = 12_000 / 32_768
  const isQuiet = (sample: number) => Math.abs(sample) < height / 100
  const first = samples.findIndex(sample => !isQuiet(sample))
  const last = samples.findLastIndex(sample => !isQuiet(sample))
  const gaps: number[] = []
  const clicks: number[] = []
  // A sine is told by the two samples before: what differs from that is a jump.
  const factor = 2 * Math.cos((2 * Math.PI * hertz) / sampleRate)
  let quiet = 0
  let clickedAt = Number.NEGATIVE_INFINITY
  for (let at = first; at <= last; at++) {
    const [before2 = 0, before = 0, sample = 0] = [samples[at - 2], samples[at - 1], samples[at]]
    if (isQuiet(sample)) quiet++
    else {
      if (quiet > sampleRate / 1_000) gaps.push((quiet / sampleRate) * 1_000)
      quiet = 0
    }
    // The tone begins and ends with a jump that is none.
    const isInside = at > first + 48 && at < last - 48
    if (isInside && Math.abs(sample - factor * before + before2) > height * tolerance) {
      if (at - clickedAt > sampleRate / 100) clicks.push((at - first) / sampleRate)
      clickedAt = at
    }
  }
  return { seconds: first === -1 ? 0 : (last - first + 1) / sampleRate, gaps, clicks }
}

/** Hertz of a recording of one tone, by how often it rises from well below zero to well above; pauses do not count. */
export function pitch(samples: Float32Array): number {
  const enough = 12_000 / 32_768 / 4
  let isLow = false
  let rises = 0
  let loud = 0
  for (const sample of samples) {
    if (Math.abs(sample) > enough) loud++
    if (sample < -enough) isLow = true
    if (isLow && sample > enough) {
      isLow = false
      rises++
    }
  }
  // A sine is that far from zero for so large a part of the time.
  const share = 1 - (2 / Math.PI) * Math.asin(1 / 4)
  return (rises * share * sampleRate) / loud
}
