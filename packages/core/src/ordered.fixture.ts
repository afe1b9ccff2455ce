import type { Bytes } from './format.ts'
import type { LookAhead, Part, Work } from './ordered.ts'

interface Feed {
  readonly queue: (Bytes | 'end' | Error)[]
  wake: () => void
}

/** Work whose every step the test releases: `give(item, chunk)`, `end(item)`, `fail(item)`. */
export function steps(): {
  work: Work<number>
  opened: number[]
  aborted: number[]
  put: (item: number, ...what: (Bytes | 'end' | Error)[]) => void
  feeds: Map<number, Feed>
} {
  const feeds = new Map<number, Feed>()
  const opened: number[] = []
  const aborted: number[] = []
  const work: Work<number> = {
    async *open(item, signal) {
      opened.push(item)
      const feed: Feed = { queue: [], wake: () => {} }
      feeds.set(item, feed)
      let ended = false
      try {
        for (;;) {
          const next = feed.queue.shift()
          if (next === 'end') {
            ended = true
            return
          }
          if (next instanceof Error) throw next
          if (next !== undefined) yield next
          else
            await new Promise<void>((resolve, reject) => {
              feed.wake = resolve
              signal.addEventListener('abort', () => reject(signal.reason), { once: true })
              if (signal.aborted) reject(signal.reason)
            })
        }
      } finally {
        if (!ended && signal.aborted) aborted.push(item)
      }
    },
    again: async (_item, error) => {
      throw error
    },
  }
  const put = (item: number, ...what: (Bytes | 'end' | Error)[]) => {
    const feed = feeds.get(item)
    feed?.queue.push(...what)
    feed?.wake()
  }
  return { work, opened, aborted, put, feeds }
}

export const bytes = (...values: number[]): Bytes => new Uint8Array(values)
export const tick = (): Promise<unknown> => new Promise(resolve => setTimeout(resolve, 0))
export const options: LookAhead = { concurrency: () => 2, lookahead: 4, budget: 100, whole: false, signal: undefined }

export async function* count(to: number): AsyncGenerator<number, void> {
  for (let item = 0; item < to; item++) yield item
}

export async function readAll(parts: AsyncIterable<Part<number>>): Promise<[number, number[]][]> {
  const all: [number, number[]][] = []
  for await (const { item, chunks } of parts) {
    const own: number[] = []
    all.push([item, own])
    for await (const chunk of chunks) own.push(...chunk)
  }
  return all
}
