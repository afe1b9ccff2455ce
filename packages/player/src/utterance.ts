import type { SpeakOptions } from './options.ts'
import type { Recording } from './run.ts'
import type { EndReason } from './snapshot.ts'
import type { Answer, Source } from './source.ts'

/** One call of `speak`, from there to its end. */
export interface Utterance extends Recording {
  readonly id: number
  readonly options: SpeakOptions
  readonly promise: Promise<EndReason>
  /** Aborted once it is over. */
  readonly over: AbortSignal
  /** It is over, and what it comes from is let go of; only the first time counts. */
  settle(reason: EndReason): void
  reject(error: unknown): void
}

export interface UtteranceOptions {
  readonly id: number
  readonly source: Source
  readonly options: SpeakOptions
  /** What is known of it from before. */
  readonly answers: readonly Answer[] | undefined
  /** Its signal was aborted while it mattered. */
  readonly onAbort: (utterance: Utterance) => void
}

export function createUtterance({ id, source, options, answers, onAbort }: UtteranceOptions): Utterance {
  const aborter = new AbortController()
  const over = aborter.signal
  let resolve = (_: EndReason) => {}
  let reject = (_: unknown) => {}
  const promise = new Promise<EndReason>((...both) => {
    ;[resolve, reject] = both
  })
  // Who called `speak` does not wait for it.
  promise.catch(() => {})
  const utterance: Utterance = {
    id,
    options,
    source,
    promise,
    over,
    answers: answers ?? [],
    complete: answers !== undefined,
    ahead: undefined,
    settle: reason => {
      aborter.abort()
      source.close()
      resolve(reason)
    },
    reject: error => {
      aborter.abort()
      reject(error)
    },
  }
  options.signal?.addEventListener('abort', () => onAbort(utterance), { signal: over })
  return utterance
}
