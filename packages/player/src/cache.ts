import type { Answer, Source } from './source.ts'

/** What was spoken, by what was asked for; a map keeps the order, so that what was used longest ago is first. */
export type AnswerCache = Map<string, readonly Answer[]>

interface Spoken {
  readonly source: Source
  readonly answers: readonly Answer[]
}

/**
 * Keeps what was spoken, so that it is not asked for again. What does not fit goes: what is too large by itself, then
 * what was used longest ago.
 */
export function keep(cache: AnswerCache, { source, answers }: Spoken, maxBytes: number): void {
  const key = source.key()
  if (key === undefined) return
  cache.delete(key)
  if (sizeOf(answers) <= maxBytes) cache.set(key, answers)
  const sizes = Array.from(cache, ([key, answers]) => ({ key, size: sizeOf(answers) }))
  let total = sizes.reduce((sum, { size }) => sum + size, 0)
  for (const { key, size } of sizes) {
    if (total <= maxBytes) return
    cache.delete(key)
    total -= size
  }
}

const sizeOf = (answers: readonly Answer[]): number =>
  answers.reduce((sum, { chunks }) => sum + chunks.reduce((bytes, chunk) => bytes + chunk.length, 0), 0)
