import { AsyncLocalStorage } from 'node:async_hooks'

/** Timers that some code started, told apart from those of all else that runs at the same time. */
export interface TimerWatch {
  /** Runs something and notes the timers that it and all that follows from it start. */
  track<Result>(run: () => Result): { readonly result: Result; pending(): number }
  /** Gives the global functions back. */
  restore(): void
}

/**
 * Watches `setTimeout` until `restore`. Only timers that keep a process alive count: what a transport starts for its own
 * housekeeping does not.
 */
export function watchTimers(): TimerWatch {
  const { setTimeout: start, clearTimeout: clear } = globalThis
  const owner = new AsyncLocalStorage<Set<NodeJS.Timeout>>()
  const owners = new WeakMap<NodeJS.Timeout, Set<NodeJS.Timeout>>()
  const forget = (timer: NodeJS.Timeout) => owners.get(timer)?.delete(timer)

  const watched = (handler: (...args: unknown[]) => void, milliseconds?: number, ...args: unknown[]) => {
    const timer = start(() => {
      forget(timer)
      handler(...args)
    }, milliseconds)
    const timers = owner.getStore()
    if (timers !== undefined) owners.set(timer, timers.add(timer))
    return timer
  }
  // With the properties of the original, such as its promisified form.
  globalThis.setTimeout = Object.assign(watched, start)
  globalThis.clearTimeout = timer => {
    if (typeof timer === 'object') forget(timer)
    clear(timer)
  }

  return {
    track: run => {
      const timers = new Set<NodeJS.Timeout>()
      const result = owner.run(timers, run)
      return { result, pending: () => [...timers].filter(timer => timer.hasRef()).length }
    },
    restore: () => Object.assign(globalThis, { setTimeout: start, clearTimeout: clear }),
  }
}
