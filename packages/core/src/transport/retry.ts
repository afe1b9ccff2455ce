import { isSpeechError, type SpeechError } from '../errors.ts'
import { sleep } from './abort.ts'
import type { Attempts, Layer } from './fetch.ts'

/** First wait and longest wait in milliseconds; between them it doubles. */
const backoff = { first: 500, longest: 8_000 } as const

/** A server that asks for more than this, in milliseconds, is not waited for: the error says what it asked. */
const longestRetryAfter = 60_000

/** What all calls of a client may repeat together: when nothing works, repetitions would double and treble the load. */
export interface RetryBudget {
  /** Repetitions that are left. */
  tokens: number
}

/** What each call adds to the budget; a dead service is sent this many repetitions a call in the long run. */
const tokensPerCall = 1

/** A call's repetitions: `limit` at most, while the shared budget lasts, after errors that `may` agrees to as well. */
export function createAttempts(limit: number, budget: RetryBudget, may?: (error: SpeechError) => boolean): Attempts {
  budget.tokens = Math.min(mostTokens, budget.tokens + tokensPerCall)
  let left = limit
  return {
    id: undefined,
    sent: 0,
    began: performance.now(),
    async again(error, signal) {
      if (!isSpeechError(error)) throw error
      error.attempts = this.sent
      if (!error.retryable || may?.(error) === false || left === 0 || budget.tokens < 1) throw error
      const asked = error.name === 'APIError' ? error.retryAfter : undefined
      if (asked !== undefined && asked > longestRetryAfter) throw error
      left--
      budget.tokens--
      await sleep(asked ?? jittered(limit - left), signal)
    },
    close: () => {
      left = 0
    },
  }
}

/** Where the shared budget begins, and what it saves up at the most. */
export const createRetryBudget = (): RetryBudget => ({ tokens: 10 })
const mostTokens = 100

/**
 * Sends again what failed in passing. Which failures those are, the error knows (`retryable`).
 * It ends where the answer begins: who reads the body decides whether a break there can be mended.
 */
export const retry: Layer = next => async call => {
  for (;;) {
    call.attempts.sent++
    try {
      return await next(call)
    } catch (error) {
      await call.attempts.again(error, call.signal)
    }
  }
}

/** Full jitter: anywhere from nothing to the whole wait, so that callers who failed together do not return together. */
const jittered = (attempt: number): number =>
  Math.random() * Math.min(backoff.longest, backoff.first * 2 ** (attempt - 1))
