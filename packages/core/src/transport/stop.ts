/** Ends what was sent, from outside. */
export interface Stop {
  /** Set once it came to that. */
  ended: { readonly reason: unknown } | undefined
  /** Whom to tell: who sends. */
  listener: ((reason: unknown) => void) | undefined
  /** The same for those who know only that. It is made when it is asked for, because making one takes microseconds. */
  signal(): AbortSignal
  end(reason: unknown): void
}

export function createStop(): Stop {
  let controller: AbortController | undefined
  const stop: Stop = {
    ended: undefined,
    listener: undefined,
    signal: () => {
      controller ??= new AbortController()
      if (stop.ended !== undefined) controller.abort(stop.ended.reason)
      return controller.signal
    },
    end: reason => {
      if (stop.ended !== undefined) return
      stop.ended = { reason }
      controller?.abort(reason)
      stop.listener?.(reason)
    },
  }
  return stop
}
