import type { Coming, Source } from './source.ts'

/** Asks for the first answers of an utterance, which core reads and holds; the rest is asked for once those are read. */
export function askAhead(source: Source, signal: AbortSignal): AsyncGenerator<Coming, void> {
  const answers = source.answers({ index: 0, offset: 0 }, signal)
  const first = answers.next()
  // Whoever reads hears of it.
  first.catch(() => {})
  return after(first, answers)
}

async function* after(
  first: Promise<IteratorResult<Coming, void>>,
  answers: AsyncGenerator<Coming, void>,
): AsyncGenerator<Coming, void> {
  try {
    const { done, value } = await first
    if (done === true) return
    yield value
    yield* answers
  } finally {
    await answers.return()
  }
}
