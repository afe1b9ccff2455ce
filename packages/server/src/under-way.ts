/** Calls that are under way, each of which ends early with its request or with the server. */
export interface UnderWay {
  /**
   * A call's own signal, which also aborts when the request's does; `end` is for when the call is over.
   * @throws `signal.reason`, or the reason of a `stop` that came before.
   */
  begin(signal: AbortSignal): { readonly controller: AbortController; end(): void }
  /** Stops all of them, and those that would begin later, for this reason. */
  stop(reason: unknown): void
}

export function createUnderWay(): UnderWay {
  const controllers = new Set<AbortController>()
  const stopped = new AbortController()
  return {
    begin: signal => {
      signal.throwIfAborted()
      stopped.signal.throwIfAborted()
      const controller = new AbortController()
      const abort = () => controller.abort(signal.reason)
      signal.addEventListener('abort', abort)
      controllers.add(controller)
      return {
        controller,
        end: () => {
          controllers.delete(controller)
          signal.removeEventListener('abort', abort)
        },
      }
    },
    stop: reason => {
      stopped.abort(reason)
      for (const controller of controllers) controller.abort(reason)
    },
  }
}
