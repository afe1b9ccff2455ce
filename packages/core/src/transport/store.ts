import type { Bytes } from '../format.ts'

/**
 * Keeps bytes by key: audio, and under a key that ends in `-marks`, when its words are heard. Keys are letters, digits
 * and "-". What it gives back is what was put, whole, or nothing.
 */
export interface AudioStore {
  get(key: string): Promise<Bytes | undefined>
  put(key: string, bytes: Bytes): Promise<void>
}

/**
 * A store in memory.
 * @param options.maxBytes The least recently used go first past it. @default 67_108_864
 */
export function memoryStore({
  maxBytes = 64 * 1024 * 1024,
}: {
  readonly maxBytes?: number | undefined
} = {}): AudioStore {
  // A Map keeps the order of insertion, so the first entry is the one unused for longest.
  const entries = new Map<string, Bytes>()
  let size = 0
  const remove = (key: string) => {
    size -= entries.get(key)?.length ?? 0
    entries.delete(key)
  }
  return {
    get: async key => {
      const bytes = entries.get(key)
      if (bytes === undefined) return undefined
      entries.delete(key)
      entries.set(key, bytes)
      return bytes.slice()
    },
    put: async (key, bytes) => {
      remove(key)
      if (bytes.length > maxBytes) return
      entries.set(key, bytes)
      size += bytes.length
      for (const [oldest] of entries) {
        if (size <= maxBytes) break
        remove(oldest)
      }
    },
  }
}
