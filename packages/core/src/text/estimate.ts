/** What became of one request. Times in milliseconds of any one clock. */
export interface RequestTiming {
  /** Index of its segment. */
  readonly index: number
  readonly requestedAt: number
  /** When the first byte of audio arrived. */
  readonly firstByteAt: number
  /** When the last byte arrived. */
  readonly endedAt: number
  /** Length of the audio. */
  readonly seconds: number
  /** UTF-16 units of its text. */
  readonly characters: number
}

/** What is known about a server's pace. Kept from text to text, it lets the next one start better. */
export interface PaceEstimate {
  report(timing: RequestTiming): void
  /** Milliseconds from a request to its first byte, by the length of its text. */
  firstByte(characters: number): number
  /** Length of the longest text whose first byte arrives within so many milliseconds; less than 1 if none does. */
  within(milliseconds: number): number
  /** Milliseconds of audio that a text gives. */
  duration(characters: number): number
  /** Overlapping requests were seen to be answered one after the other: to send two at once gains nothing. */
  serial(): boolean
}

/**
 * Before anything was measured: a server that answers after 600 ms, takes half as long as its audio lasts and sends nothing
 * before it has all of it; speech of 15 characters a second. Pessimistic but for the speech.
 */
const prior = { latency: 600, perCharacter: 33, speech: 1000 / 15 } as const
/** What an older measurement counts for against the next. */
const memory = 0.8
const priorWeight = 0.25
/** Two lengths, as far apart as segments commonly are, that stand for the prior in the fit. */
const priorLengths = [0, 200] as const

/** Learns as requests are reported: latency and cost of a character by a fading least-squares fit. */
export function createPaceEstimate(): PaceEstimate {
  let weight = 0
  let sumLength = 0
  let sumSquare = 0
  let sumTime = 0
  let sumProduct = 0
  let spoken = { characters: 15, milliseconds: 15 * prior.speech }
  let serial = false
  let latest: RequestTiming | undefined
  for (const length of priorLengths) add(length, prior.latency + prior.perCharacter * length, priorWeight)

  function add(length: number, time: number, share: number): void {
    weight += share
    sumLength += share * length
    sumSquare += share * length * length
    sumTime += share * time
    sumProduct += share * length * time
  }

  function fade(): void {
    weight *= memory
    sumLength *= memory
    sumSquare *= memory
    sumTime *= memory
    sumProduct *= memory
  }

  function fit(): { latency: number; perCharacter: number } {
    const spread = weight * sumSquare - sumLength * sumLength
    const perCharacter = spread > 0 ? Math.max(0, (weight * sumProduct - sumLength * sumTime) / spread) : 0
    return { latency: Math.max(0, (sumTime - perCharacter * sumLength) / weight), perCharacter }
  }

  function firstByte(characters: number): number {
    const { latency, perCharacter } = fit()
    return latency + perCharacter * characters
  }

  /** When the server can have begun: behind the request before it, if it takes one at a time. */
  function begunAt(timing: RequestTiming): number {
    const before = latest
    if (!before || timing.requestedAt >= before.endedAt || timing.requestedAt < before.requestedAt)
      return timing.requestedAt
    const expected = firstByte(timing.characters)
    const alone = Math.abs(timing.firstByteAt - timing.requestedAt - expected)
    const queued = Math.abs(timing.firstByteAt - before.endedAt - expected)
    serial = timing.firstByteAt >= before.endedAt && queued < alone
    return serial ? before.endedAt : timing.requestedAt
  }

  return {
    report(timing) {
      const time = Math.max(0, timing.firstByteAt - begunAt(timing))
      fade()
      add(timing.characters, time, 1)
      spoken = {
        characters: spoken.characters * memory + timing.characters,
        milliseconds: spoken.milliseconds * memory + timing.seconds * 1000,
      }
      latest = timing
    },
    firstByte,
    within(milliseconds) {
      const { latency, perCharacter } = fit()
      if (milliseconds < latency) return 0
      return perCharacter === 0 ? Number.POSITIVE_INFINITY : (milliseconds - latency) / perCharacter
    },
    duration: characters => (characters * spoken.milliseconds) / spoken.characters,
    serial: () => serial,
  }
}
