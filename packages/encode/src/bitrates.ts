/** Bits per second for the formats that trade quality for size. */
export interface Bitrates {
  /**
   * One of MPEG-2 Layer III's: 8 000 to 64 000 in steps of 8 000, to 160 000 in steps of 16 000.
   * @default 64_000
   */
  readonly mp3?: number | undefined
  /**
   * 6 000 to 256 000, as an average.
   * @default 32_000
   */
  readonly opus?: number | undefined
  /**
   * 8 000 to 144 000, as an average.
   * @default 64_000
   */
  readonly aac?: number | undefined
}

/** A bitrate for every format that has one. */
export type CompleteBitrates = Readonly<Record<keyof Bitrates, number>>

const kilobits = (...numbers: number[]): readonly number[] => numbers.map(number => number * 1_000)

/** What Opus (RFC 6716), AAC (6 144 bits a frame) and MPEG-2 Layer III (a list) have for mono at 24 000 Hz. */
const facts: Readonly<Record<keyof Bitrates, { usual: number; range: [number, number]; only?: readonly number[] }>> = {
  mp3: {
    usual: 64_000,
    range: [8_000, 160_000],
    only: kilobits(8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
  },
  opus: { usual: 32_000, range: [6_000, 256_000] },
  aac: { usual: 64_000, range: [8_000, 144_000] },
}

const checked = (format: keyof Bitrates, bitrate: number | undefined): number => {
  const { usual, range, only } = facts[format]
  const [lowest, highest] = range
  if (bitrate === undefined) return usual
  if (only === undefined ? bitrate >= lowest && bitrate <= highest : only.includes(bitrate)) return bitrate
  const choice = only === undefined ? `from ${lowest} to ${highest}` : `one of ${only.join(', ')}`
  throw new RangeError(`bitrates.${format} must be ${choice} bits per second, not ${bitrate}`)
}

/** The given bitrates, checked, and the usual ones for the rest. */
export const completeBitrates = (bitrates: Bitrates): CompleteBitrates => ({
  mp3: checked('mp3', bitrates.mp3),
  opus: checked('opus', bitrates.opus),
  aac: checked('aac', bitrates.aac),
})
