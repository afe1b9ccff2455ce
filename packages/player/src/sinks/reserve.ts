/** Pieces that come within this many seconds came in one go: they tell nothing of speed. */
const atOnce = 0.004

/**
 * How much audio has to be there before sound begins, or goes on after it ran dry: `startBuffer` where it comes no faster
 * than it is heard, or nobody knows yet; half of that where it comes twice as fast, because the other half comes while the
 * first is heard. Called with all seconds that have come, whenever some have.
 */
export function createReserve(startBuffer: number): (total: number, rate: number) => number {
  let began: number | undefined
  let first = 0
  return (total, rate) => {
    const now = performance.now() / 1_000
    began ??= now
    const elapsed = now - began
    if (elapsed < atOnce) first = total
    return startBuffer / Math.max(1, (total - first) / Math.max(elapsed, atOnce) / rate)
  }
}
