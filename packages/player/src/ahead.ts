import type { Answers, Source } from './input.ts'

/** An utterance that was asked for before its turn. */
export interface Ahead {
  readonly answers: Answers
  /** Ends its request. */
  abort(): void
}

/** Asks for the first answers of an utterance, which core reads and holds; the rest is asked for once those are read. */
export function askAhead(source: Source): Ahead {
  const aborter = new AbortController()
  const answers = source.answers({ index: 0, offset: 0 }, aborter.signal)
  const parts = answers.parts()
  const first = parts.next()
  // Whoever reads hears of it.
  first.catch(() => {})
  return {
    abort: () => aborter.abort(new DOMException('It is not to be heard', 'AbortError')),
    answers: {
      over: answers.over,
      async *parts() {
        try {
          const { done, value } = await first
          if (done === true) return
          yield value
          yield* parts
        } finally {
          await parts.return()
        }
      },
    },
  }
}
