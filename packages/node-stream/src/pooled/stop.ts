/** What a client that knows of it gives in place of a signal, which costs more than all else that it makes for a call. */
export interface Stop {
  /** Set once it came to that. */
  readonly ended: { readonly reason: unknown } | undefined
  /** Whom to tell. */
  listener: ((reason: unknown) => void) | undefined
}

const noop = (): void => {}

/**
 * Tells of an abort; gives what ends that.
 * @throws the signal's reason where it has been.
 */
export function whenAborted(signal: AbortSignal | null | undefined, tell: (reason: unknown) => void): () => void {
  if (signal === null || signal === undefined) return noop
  const abort = () => tell(signal.reason)
  signal.throwIfAborted()
  signal.addEventListener('abort', abort, { once: true })
  return () => signal.removeEventListener('abort', abort)
}

/** The same for what is stopped. */
export function whenStopped(stop: Stop, tell: (reason: unknown) => void): () => void {
  if (stop.ended !== undefined) throw stop.ended.reason
  stop.listener = tell
  return () => {
    stop.listener = undefined
  }
}
