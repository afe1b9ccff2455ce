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
/** How far two answers may be from what their lengths explain. */
const tolerance = 1.4
/** For how many requests a server counts as serial. Then two at once are tried again, for nobody would learn otherwise. */
const trust = 200
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
  let serialFor = 0
  let latest: { readonly took: number; readonly endedAt: number; readonly characters: number } | undefined
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

  /**
   * When the server began: with the request, or behind the one before, if the answer took longer than it alone explains and
   * as long as it does from there. By their lengths, two answers differ by a factor between 1 and that of the lengths.
   */
  function begunAt({ requestedAt, firstByteAt, characters }: RequestTiming): number {
    if (!latest || requestedAt >= latest.endedAt || firstByteAt < latest.endedAt) return requestedAt
    const ratio = characters / Math.max(1, latest.characters)
    const longest = tolerance * latest.took * Math.max(1, ratio)
    const shortest = (latest.took * Math.min(1, ratio)) / tolerance
    const behind = firstByteAt - latest.endedAt
    const queued = firstByteAt - requestedAt > longest && behind >= shortest && behind <= longest
    if (queued) serialFor = trust
    return queued ? latest.endedAt : requestedAt
  }

  return {
    report(timing) {
      serialFor--
      const took = Math.max(0, timing.firstByteAt - begunAt(timing))
      fade()
      add(timing.characters, took, 1)
      spoken = {
        characters: spoken.characters * memory + timing.characters,
        milliseconds: spoken.milliseconds * memory + timing.seconds * 1000,
      }
      latest = { took, endedAt: timing.endedAt, characters: timing.characters }
    },
    firstByte,
    within(milliseconds) {
      const { latency, perCharacter } = fit()
      if (milliseconds < latency) return 0
      return perCharacter === 0 ? Number.POSITIVE_INFINITY : (milliseconds - latency) / perCharacter
    },
    duration: characters => (characters * spoken.milliseconds) / spoken.characters,
    serial: () => serialFor > 0,
  }
}
