import { HTTPError } from './http-error.ts'

/** How much is done at the same time. */
export interface Capacity {
  /** Calls that are under way at once. */
  readonly concurrency: number
  /** Calls that wait for one of them to end. */
  readonly queue: number
}

/** Calls that are under way, each of which ends early with its request or with the server. */
export interface UnderWay {
  /**
   * Waits for its turn and gives a call's own signal, which also aborts when the request's does; `end` is for when the
   * call is over, and harmless after that.
   * @throws `signal.reason`, the reason of a `stop`, or `HTTPError` 429 when too many wait already.
   */
  begin(signal: AbortSignal): Promise<{ readonly controller: AbortController; end(): void }>
  /** @throws `HTTPError` 429 when a call that came now would be refused. */
  checkRoom(): void
  /** Stops all of them, those that wait, and those that would begin later, for this reason. */
  stop(reason: unknown): void
}

/** A call that waits for its turn. */
interface Waiting {
  readonly go: () => void
  readonly refuse: (reason: unknown) => void
}

/** Most seconds that a client is asked to stay away. */
const longestWait = 60

export function createUnderWay({ concurrency, queue }: Capacity): UnderWay {
  const controllers = new Set<AbortController>()
  const waiting = new Set<Waiting>()
  const stopped = new AbortController()
  let running = 0
  /** Milliseconds that a call takes, of late. */
  let usual = 1_000

  const checkRoom = (): void => {
    if (running < concurrency || waiting.size < queue) return
    const seconds = Math.ceil((usual * (waiting.size + 1)) / concurrency / 1_000)
    throw new HTTPError(429, `This server speaks ${concurrency} texts at a time, and ${queue} are waiting`, {
      code: 'server_busy',
      headers: { 'retry-after': String(Math.min(longestWait, Math.max(1, seconds))) },
    })
  }

  /** Resolves when a call that ends has left its place. */
  const turn = (signal: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      const settle = (done: () => void): void => {
        waiting.delete(entry)
        signal.removeEventListener('abort', abort)
        done()
      }
      const entry: Waiting = { go: () => settle(resolve), refuse: reason => settle(() => reject(reason)) }
      const abort = () => entry.refuse(signal.reason)
      waiting.add(entry)
      signal.addEventListener('abort', abort)
    })

  const leave = (): void => {
    const [next] = waiting
    if (next === undefined) running -= 1
    else next.go()
  }

  return {
    checkRoom,
    begin: async signal => {
      signal.throwIfAborted()
      stopped.signal.throwIfAborted()
      checkRoom()
      if (running < concurrency) running += 1
      else await turn(signal)
      const begun = performance.now()
      const controller = new AbortController()
      const abort = () => controller.abort(signal.reason)
      // Between its turn and this line it may have been stopped.
      const reason = stopped.signal.aborted ? stopped.signal : signal
      if (reason.aborted) controller.abort(reason.reason)
      signal.addEventListener('abort', abort)
      controllers.add(controller)
      return {
        controller,
        end: () => {
          if (!controllers.delete(controller)) return
          signal.removeEventListener('abort', abort)
          usual += (performance.now() - begun - usual) / 8
          leave()
        },
      }
    },
    stop: reason => {
      stopped.abort(reason)
      for (const { refuse } of waiting) refuse(reason)
      for (const controller of controllers) controller.abort(reason)
    },
  }
}
