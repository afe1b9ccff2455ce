import type { Answer } from './cache.ts'
import type { Source } from './input.ts'
import type { SpeakOptions } from './options.ts'
import type { Recording } from './run.ts'
import type { EndReason } from './snapshot.ts'

/** One call of `speak`, from there to its end. */
export interface Utterance extends Recording {
  readonly id: number
  readonly options: SpeakOptions
  readonly promise: Promise<EndReason>
  /** It is over; only the first time counts. */
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
  const { signal } = options
  let resolve = (_: EndReason) => {}
  let reject = (_: unknown) => {}
  const promise = new Promise<EndReason>((...both) => {
    ;[resolve, reject] = both
  })
  // Who called `speak` does not wait for it.
  promise.catch(() => {})
  const abort = () => onAbort(utterance)
  const over = () => signal?.removeEventListener('abort', abort)
  const utterance: Utterance = {
    id,
    options,
    source,
    promise,
    answers: answers ?? [],
    complete: answers !== undefined,
    ahead: undefined,
    settle: reason => {
      over()
      resolve(reason)
    },
    reject: error => {
      over()
      reject(error)
    },
  }
  signal?.addEventListener('abort', abort)
  return utterance
}
