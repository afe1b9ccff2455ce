import { TimeoutError, type TimeoutPhase } from '../errors.ts'
import type { Bytes } from '../format.ts'
import type { Answer, Call, Layer, Send, Transmit } from './fetch.ts'
import { createStop } from './stop.ts'

/** Limits in milliseconds; `undefined` is none. */
export interface Timeouts {
  /** From sending until the first byte of the body. */
  readonly firstByte: number | undefined
  /** Between two bytes, while somebody waits for the second: a paused reader is no stall. */
  readonly idle: number | undefined
  /** One attempt, headers and body. */
  readonly attempt: number | undefined
  /** Everything, retries and the waits between them included. */
  readonly total: number | undefined
}

/** Limits of one attempt. */
export const timeoutAttempt = ({ firstByte, idle, attempt }: Timeouts, next: Transmit): Send =>
  limitTime(next, call => ({
    whole: ['attempt', attempt],
    first: ['firstByte', call.firstByte ?? firstByte],
    next: ['idle', idle],
  }))

/** The limit of a call with all its attempts. */
export const timeoutTotal =
  ({ total }: Timeouts): Layer =>
  next =>
    limitTime(
      (call, stop) => next({ ...call, signal: stop.signal() }),
      () => ({ whole: ['total', total], first: ['firstByte', undefined], next: ['idle', undefined] }),
    )

type Limit = readonly [phase: TimeoutPhase, milliseconds: number | undefined]

const limitTime =
  (next: Transmit, limitsOf: (call: Call) => { whole: Limit; first: Limit; next: Limit }): Send =>
  async call => {
    call.signal?.throwIfAborted()
    const limits = limitsOf(call)
    const stop = createStop()
    /** Ends what is waited for. Raced, because a `Fetch` of the user's may not listen to its signal. */
    let refuse = (_reason: unknown) => {}
    const orAbort = <T>(promise: Promise<T>) =>
      new Promise<T>((resolve, reject) => {
        refuse = reject
        promise.then(resolve, reject)
      })
    const abort = (reason: unknown) => {
      stop.end(reason)
      refuse(reason)
    }
    // The only listener for all that is waited for, on a signal that may be one for many calls.
    const leave = () => abort(call.signal?.reason)
    call.signal?.addEventListener('abort', leave, { once: true })
    const start = ([phase, milliseconds]: Limit) => {
      if (milliseconds === undefined) return undefined
      // A body that is asked for again belongs to the same call.
      const elapsed = phase === 'total' ? performance.now() - call.attempts.began : 0
      return setTimeout(() => {
        const error = new TimeoutError(phase, milliseconds)
        error.attempts = call.attempts.sent
        abort(error)
      }, milliseconds - elapsed)
    }
    const whole = start(limits.whole)
    let step = start(limits.first)
    const finish = () => {
      clearTimeout(whole)
      clearTimeout(step)
      call.signal?.removeEventListener('abort', leave)
    }

    const sent = next(call, stop)
    let answer: Answer
    try {
      answer = await orAbort(sent)
    } catch (error) {
      finish()
      sent.then(
        late => late.cancel(error),
        () => {},
      )
      throw error
    }
    let firstRead = true
    const passed = (bytes: Bytes | undefined) => {
      clearTimeout(step)
      if (bytes === undefined) finish()
      return bytes
    }
    const failed = (error: unknown): never => {
      finish()
      void answer.cancel(error)
      throw error
    }
    return {
      ...answer,
      read: () => {
        if (!firstRead) step = start(limits.next)
        firstRead = false
        const { ended } = stop
        return (ended === undefined ? orAbort(answer.read()) : Promise.reject(ended.reason)).then(passed, failed)
      },
      cancel: reason => {
        finish()
        return answer.cancel(reason)
      },
    }
  }
