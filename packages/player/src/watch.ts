/** How often the time of the sound is looked at, in milliseconds. */
const interval = 50
/** How long it may stand still before the sound counts as stalled, in milliseconds. */
const patience = 200

export interface Watch {
  /** Begins to look, if it does not yet. */
  start(): void
  stop(): void
  /** The time jumped: where it is now is no move. */
  reset(): void
  /** Looks now, if it does at all. */
  look(): void
}

export interface WatchOptions {
  /** Where the sound is. */
  readonly time: () => number
  readonly onMove: () => void
  /** Called at every look while it stands. */
  readonly onStill: () => void
  readonly onLook: () => void
}

/**
 * Tells whether sound moves, by its time alone: engines disagree on when they say that they wait. On timers, which go on
 * in a hidden tab.
 */
export function createWatch({ time, onMove, onStill, onLook }: WatchOptions): Watch {
  let timer: ReturnType<typeof setInterval> | undefined
  let last = 0
  let movedAt = 0
  const reset = () => {
    last = time()
    movedAt = performance.now()
  }
  const look = () => {
    if (timer === undefined) return
    const now = time()
    if (now !== last) {
      reset()
      onMove()
    } else if (performance.now() - movedAt > patience) onStill()
    onLook()
  }
  return {
    start: () => {
      if (timer !== undefined) return
      reset()
      timer = setInterval(look, interval)
    },
    stop: () => {
      clearInterval(timer)
      timer = undefined
    },
    reset,
    look,
  }
}
