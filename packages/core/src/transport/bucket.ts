/** What may still be sent, by the minute. */
export interface Bucket {
  /** Milliseconds until there is enough. */
  wait(amount: number, now: number): number
  take(amount: number, now: number): void
}

/** So many a minute, a minute's worth at once at the most. What is larger than that waits for a full bucket. */
export function createBucket(perMinute: number): Bucket {
  let level = perMinute
  let filledAt = performance.now()
  const fill = (now: number) => {
    level = Math.min(perMinute, level + ((now - filledAt) / 60_000) * perMinute)
    filledAt = now
  }
  return {
    wait: (amount, now) => {
      if (perMinute === Number.POSITIVE_INFINITY) return 0
      fill(now)
      return Math.max(0, ((Math.min(amount, perMinute) - level) / perMinute) * 60_000)
    },
    take: (amount, now) => {
      if (perMinute === Number.POSITIVE_INFINITY) return
      fill(now)
      level -= amount
    },
  }
}
