/** A value that is replaced whole, and who wants to hear of it. */
export interface Store<T> {
  get(): T
  /** Sets what is different; where nothing is, nobody hears of it. */
  update(changes: Partial<T>): void
  subscribe(listener: () => void): () => void
}

export function createStore<T extends object>(initial: T): Store<T> {
  let value = initial
  const listeners = new Set<() => void>()
  return {
    get: () => value,
    update: changes => {
      const next = { ...value, ...changes }
      if (Object.entries(next).every(([name, now]) => now === value[name as keyof T])) return
      value = next
      for (const listener of [...listeners]) listener()
    },
    subscribe: listener => {
      // One entry for each subscription, even of the same function.
      const entry = () => listener()
      listeners.add(entry)
      return () => {
        listeners.delete(entry)
      }
    },
  }
}
