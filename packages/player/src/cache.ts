import type { AudioFormat, Bytes, Mark, Segment } from '@outloud/core'

/** An answer as it came, which can be heard again. */
export interface Answer {
  readonly segment: Segment
  readonly format: AudioFormat
  readonly chunks: readonly Bytes[]
  /** What the server said of its words. */
  readonly words: readonly Mark[] | undefined
}

/** What was spoken, by what was asked for; what was used longest ago goes first. */
export interface AnswerCache {
  get(key: string): readonly Answer[] | undefined
  set(key: string, answers: readonly Answer[]): void
}

export function createAnswerCache(maxBytes: number): AnswerCache {
  const entries = new Map<string, { readonly answers: readonly Answer[]; readonly bytes: number }>()
  let total = 0
  const forget = (key: string) => {
    total -= entries.get(key)?.bytes ?? 0
    entries.delete(key)
  }
  return {
    get: key => {
      const entry = entries.get(key)
      if (entry === undefined) return undefined
      // A map keeps the order of insertion.
      entries.delete(key)
      entries.set(key, entry)
      return entry.answers
    },
    set: (key, answers) => {
      forget(key)
      const bytes = sizeOf(answers)
      if (bytes > maxBytes) return
      entries.set(key, { answers, bytes })
      total += bytes
      for (const oldest of entries.keys()) {
        if (total <= maxBytes) return
        forget(oldest)
      }
    },
  }
}

const sizeOf = (answers: readonly Answer[]): number =>
  answers.reduce((sum, { chunks }) => sum + chunks.reduce((bytes, chunk) => bytes + chunk.length, 0), 0)
