import type { Answer } from './source.ts'

/** What was spoken, by what was asked for; a map keeps the order, so that what was used longest ago is first. */
export type AnswerCache = Map<string, readonly Answer[]>

/** Lets go of what does not fit: what is too large by itself, then what was used longest ago. */
export function trimCache(cache: AnswerCache, maxBytes: number): void {
  const sizes = new Map(Array.from(cache, ([key, answers]) => [key, sizeOf(answers)]))
  let total = 0
  const forget = (key: string, size: number) => {
    cache.delete(key)
    total -= size
  }
  for (const [key, size] of sizes) {
    total += size
    if (size > maxBytes) forget(key, size)
  }
  for (const key of cache.keys()) if (total > maxBytes) forget(key, sizes.get(key) ?? 0)
}

const sizeOf = (answers: readonly Answer[]): number =>
  answers.reduce((sum, { chunks }) => sum + chunks.reduce((bytes, chunk) => bytes + chunk.length, 0), 0)
