/** Pieces that come within this many seconds came in one go: they tell nothing of speed. */
const atOnce = 0.004
/** What is kept for a page that is busy for a moment, in seconds. */
const least = 0.04

/**
 * How much audio has to be there before sound begins, or goes on after it ran dry, in seconds: `startBuffer`, unless audio
 * comes faster than it is heard. What is there will then be followed by more while it is heard, so less is enough: at
 * twice the speed a quarter. To be called with all that has come whenever more has, and the rate at which it is heard.
 */
export function createReserve(startBuffer: number): (total: number, rate: number) => number {
  let began: number | undefined
  let first = 0
  return (total, rate) => {
    const now = performance.now() / 1_000
    began ??= now
    const elapsed = now - began
    if (elapsed < atOnce) first = total
    const speed = Math.max(1, (total - first) / (elapsed || 1) / rate)
    return Math.min(startBuffer, Math.max(least, startBuffer / speed ** 2))
  }
}
