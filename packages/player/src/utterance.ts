import type { Recording } from './run.ts'
import type { EndReason } from './snapshot.ts'
import type { Answer, Source } from './source.ts'

/** One call of `speak`, from there to its end. */
export interface Utterance extends Recording {
  readonly id: number
  /** What the lock screen shows of it. */
  readonly metadata: MediaMetadataInit | undefined
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
  readonly metadata: MediaMetadataInit | undefined
  readonly signal: AbortSignal | undefined
  /** What is known of it from before. */
  readonly answers: readonly Answer[] | undefined
  /** `signal` was aborted while it mattered. */
  readonly onAbort: (utterance: Utterance) => void
}

export function createUtterance({ signal, answers, onAbort, ...facts }: UtteranceOptions): Utterance {
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
    ...facts,
    promise,
    over,
    answers: answers ?? [],
    complete: answers !== undefined,
    ahead: undefined,
    settle: reason => {
      aborter.abort()
      facts.source.close()
      resolve(reason)
    },
    reject: error => {
      aborter.abort()
      reject(error)
    },
  }
  signal?.addEventListener('abort', () => onAbort(utterance), { signal: over })
  return utterance
}
