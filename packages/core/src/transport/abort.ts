/** Settles as the promise does, or rejects with `signal.reason` as soon as the signal aborts. */
export function orAbort<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason)
    const unlink = () => signal.removeEventListener('abort', abort)
    // Heard also when the signal came first: whoever rejects then has been answered already.
    promise.then(
      value => {
        unlink()
        resolve(value)
      },
      error => {
        unlink()
        reject(error)
      },
    )
    if (signal.aborted) abort()
    else signal.addEventListener('abort', abort, { once: true })
  })
}

/** A controller that also aborts when `signal` does, until `unlink`: what `AbortSignal.any` does, without retaining. */
export function linkedController(signal: AbortSignal | undefined): { controller: AbortController; unlink(): void } {
  const controller = new AbortController()
  const abort = () => controller.abort(signal?.reason)
  if (signal?.aborted === true) abort()
  else signal?.addEventListener('abort', abort, { once: true })
  return { controller, unlink: () => signal?.removeEventListener('abort', abort) }
}

/** Waits `milliseconds`, or rejects with `signal.reason` if that comes first. */
export async function sleep(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined
  try {
    await orAbort(new Promise<void>(resolve => (timer = setTimeout(resolve, milliseconds))), signal)
  } finally {
    clearTimeout(timer)
  }
}
