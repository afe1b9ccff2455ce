import { HTTPError } from '../http-error.ts'

/** Keeps count of what callers use: in memory unless you bring one that several processes share. */
export interface RateLimitStore {
  /**
   * Takes `amount` of the `perMinute` that a key may use and gives 0; or, when that is more than is left, takes nothing
   * and gives the milliseconds to wait.
   */
  take(key: string, use: { readonly amount: number; readonly perMinute: number }): number | Promise<number>
}

/**
 * Takes from a caller's minute.
 * @throws `HTTPError` 429 that says when to come again, or 503 when the store fails: then nobody is let through.
 */
export async function takeFrom(
  store: RateLimitStore,
  kind: 'requests' | 'characters',
  id: string,
  use: { readonly amount: number; readonly perMinute: number },
): Promise<void> {
  if (use.perMinute === Number.POSITIVE_INFINITY) return
  let wait: number
  try {
    wait = await store.take(`${kind}:${id}`, use)
  } catch (cause) {
    throw new HTTPError(503, 'The limits of this proxy cannot be counted', { code: 'limits_unavailable', cause })
  }
  if (wait === 0) return
  throw new HTTPError(429, `${kind}: expected at most ${use.perMinute} a minute, got more`, {
    code: 'rate_limit_exceeded',
    headers: { 'retry-after': retryAfter(wait) },
  })
}

/** Milliseconds as a header says them: in whole seconds, never 0, and never more than a day. */
export const retryAfter = (milliseconds: number): string =>
  String(Math.min(86_400, Math.max(1, Math.ceil(Math.round(milliseconds) / 1_000) || 1)))

/** What a key has left, and when that was so. */
interface Bucket {
  level: number
  at: number
}

/**
 * A minute's worth at once at the most, filled again as time goes by. What has not been used for a minute is full, and
 * is forgotten; past `keys` of them, so is what was used longest ago.
 */
export function createMemoryStore({
  keys = 200_000,
  now = () => performance.now(),
}: {
  readonly keys?: number
  readonly now?: () => number
} = {}): RateLimitStore & { readonly size: () => number } {
  // A Map keeps the order of insertion, so the first entry is the one unused for longest.
  const buckets = new Map<string, Bucket>()
  const forget = (at: number) => {
    for (const [key, bucket] of buckets) {
      if (buckets.size <= keys && at - bucket.at < 60_000) return
      buckets.delete(key)
    }
  }
  return {
    size: () => buckets.size,
    take: (key, { amount, perMinute }) => {
      const at = now()
      const bucket = buckets.get(key) ?? { level: perMinute, at }
      buckets.delete(key)
      buckets.set(key, bucket)
      bucket.level = Math.min(perMinute, bucket.level + ((at - bucket.at) / 60_000) * perMinute)
      bucket.at = at
      forget(at)
      // Who comes when told to is not a rounding error too early.
      if (bucket.level < amount - 1e-6) return ((amount - bucket.level) / perMinute) * 60_000
      bucket.level -= amount
      return 0
    },
  }
}
