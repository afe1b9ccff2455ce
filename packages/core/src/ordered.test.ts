import { describe, expect, test, vi } from 'vitest'
import type { Bytes } from './format.ts'
import { type LookAhead, ordered, type Part, type Work } from './ordered.ts'

/** Work whose every step the test releases: `give(item, chunk)`, `end(item)`, `fail(item)`. */
function steps() {
  const feeds = new Map<number, { queue: (Bytes | 'end' | Error)[]; wake: () => void; signal: AbortSignal }>()
  const opened: number[] = []
  const aborted: number[] = []
  const work: Work<number> = {
    async *open(item, signal) {
      opened.push(item)
      const feed = { queue: [] as (Bytes | 'end' | Error)[], wake: () => {}, signal }
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
    const feed = feeds.get(item)!
    feed.queue.push(...what)
    feed.wake()
  }
  return { work, opened, aborted, put, feeds }
}

const bytes = (...values: number[]): Bytes => new Uint8Array(values)
const tick = () => new Promise(resolve => setImmediate(resolve))
const options: LookAhead = { concurrency: () => 2, lookahead: 4, budget: 100, whole: false, signal: undefined }

async function* count(to: number): AsyncGenerator<number, void> {
  for (let item = 0; item < to; item++) yield item
}

async function readAll(parts: AsyncIterable<Part<number>>): Promise<[number, number[]][]> {
  const all: [number, number[]][] = []
  for await (const { item, chunks } of parts) {
    const own: number[] = []
    all.push([item, own])
    for await (const chunk of chunks) own.push(...chunk)
  }
  return all
}

describe('order', () => {
  test('is kept whatever order the answers come in', async () => {
    const { work, put } = steps()
    const all = readAll(ordered(count(3), work, { ...options, concurrency: () => 3 }))
    await tick()
    put(2, bytes(2), 'end')
    put(1, bytes(1), 'end')
    await tick()
    put(0, bytes(0), 'end')
    expect(await all).toEqual([
      [0, [0]],
      [1, [1]],
      [2, [2]],
    ])
  })

  test('the first in line is handed on as it arrives', async () => {
    const { work, put } = steps()
    const parts = ordered(count(2), work, options)
    const first = parts.next()
    await tick()
    put(0, bytes(7))
    const { value } = await first
    expect((await value!.chunks.next()).value).toEqual(bytes(7))
    const more = value!.chunks.next()
    put(0, bytes(8))
    expect((await more).value).toEqual(bytes(8))
    await parts.return()
  })
})

describe('how far it runs ahead', () => {
  test('at most `concurrency` under way', async () => {
    const { work, opened, put } = steps()
    const parts = ordered(count(9), work, options)
    const first = parts.next()
    await tick()
    expect(opened).toEqual([0, 1])
    put(1, bytes(1), 'end')
    await tick()
    expect(opened).toEqual([0, 1, 2])
    put(0, bytes(0))
    await first
    await parts.return()
  })

  test('at most `lookahead` started or held, until the reader goes on', async () => {
    const { work, opened, put } = steps()
    const parts = ordered(count(9), work, options)
    const first = parts.next()
    await tick()
    for (const item of [0, 1, 2, 3]) {
      put(item, bytes(item), 'end')
      await tick()
    }
    expect(opened).toEqual([0, 1, 2, 3])
    await first
    await parts.next()
    await tick()
    expect(opened).toEqual([0, 1, 2, 3, 4])
    await parts.return()
  })

  test('bodies behind the first are paused at the byte budget, the first is not', async () => {
    const { work, put, feeds } = steps()
    const parts = ordered(count(3), work, { ...options, budget: 4 })
    const first = parts.next()
    await tick()
    put(1, bytes(1, 1, 1, 1), bytes(2), bytes(3), 'end')
    await tick()
    expect(feeds.get(1)!.queue).toEqual([bytes(2), bytes(3), 'end'])
    put(0, bytes(9), bytes(9), 'end')
    const part = (await first).value!
    expect((await part.chunks.next()).value).toEqual(bytes(9))
    expect((await part.chunks.next()).value).toEqual(bytes(9))
    expect((await part.chunks.next()).done).toBe(true)
    const second = (await parts.next()).value!
    const got: number[] = []
    for await (const chunk of second.chunks) got.push(...chunk)
    expect(got).toEqual([1, 1, 1, 1, 2, 3])
    await parts.return()
  })

  test('a reader that does not read lets bodies come in up to the budget and no further', async () => {
    const { work, put, feeds } = steps()
    const parts = ordered(count(1), work, { ...options, budget: 3 })
    const first = parts.next()
    await tick()
    put(0, ...Array.from({ length: 9 }, () => bytes(1)))
    await first
    await tick()
    expect(feeds.get(0)!.queue.length).toBe(6)
    await parts.return()
  })

  test('a slow writer does not hold back what is already spoken', async () => {
    const { work, put } = steps()
    async function* slow() {
      yield 0
      await new Promise(() => {})
    }
    const parts = ordered(slow(), work, options)
    const first = parts.next()
    await tick()
    put(0, bytes(5), 'end')
    const { value } = await first
    expect((await value!.chunks.next()).value).toEqual(bytes(5))
    await parts.return()
  })
})

describe('failing', () => {
  test('comes in its turn, after everything before it', async () => {
    const { work, put, aborted } = steps()
    const heard: number[] = []
    const read = (async () => {
      for await (const { chunks } of ordered(count(9), work, { ...options, concurrency: () => 3 })) {
        for await (const chunk of chunks) heard.push(...chunk)
      }
    })()
    await tick()
    put(1, bytes(1), new Error('broken'))
    await tick()
    put(0, bytes(0), 'end')
    await expect(read).rejects.toThrow('broken')
    expect(heard).toEqual([0, 1])
    expect(aborted).toContain(2)
  })

  test('a source that fails: what it gave before is delivered first', async () => {
    const { work, put } = steps()
    async function* source() {
      yield 0
      throw new Error('no more tokens')
    }
    const heard: number[] = []
    const read = (async () => {
      for await (const { chunks } of ordered(source(), work, options)) {
        for await (const chunk of chunks) heard.push(...chunk)
      }
    })()
    await tick()
    put(0, bytes(4), 'end')
    await expect(read).rejects.toThrow('no more tokens')
    expect(heard).toEqual([4])
  })

  test('what breaks while it is only held is opened again, and its first try is not heard', async () => {
    const { work, put, opened } = steps()
    const again = vi.fn(async () => {})
    const all = readAll(ordered(count(2), { ...work, again }, options))
    await tick()
    put(1, bytes(66), new Error('cut'))
    await tick()
    put(1, bytes(1), 'end')
    put(0, bytes(0), 'end')
    expect(await all).toEqual([
      [0, [0]],
      [1, [1]],
    ])
    expect(opened).toEqual([0, 1, 1])
    expect(again).toHaveBeenCalledOnce()
  })

  test('with `whole`, nothing is handed on before all of it is there', async () => {
    const { work, put, opened } = steps()
    const all = readAll(ordered(count(1), { ...work, again: async () => {} }, { ...options, whole: true }))
    await tick()
    put(0, bytes(66), new Error('cut'))
    await tick()
    put(0, bytes(1), 'end')
    expect(await all).toEqual([[0, [1]]])
    expect(opened).toEqual([0, 0])
  })
})

describe('leaving', () => {
  test('aborts what is under way and closes the source', async () => {
    const { work, put, aborted } = steps()
    const source = count(9)
    const closed = vi.spyOn(source, 'return')
    const parts = ordered(source, work, options)
    const first = parts.next()
    await tick()
    put(0, bytes(0))
    await first
    await parts.return()
    await tick()
    expect(aborted).toEqual([0, 1])
    expect(closed).toHaveBeenCalledOnce()
  })

  test('a part that is left for the next one is aborted alone', async () => {
    const { work, put, aborted } = steps()
    const parts = ordered(count(2), work, options)
    const first = parts.next()
    await tick()
    put(0, bytes(0))
    await first
    const second = parts.next()
    await tick()
    put(1, bytes(1), 'end')
    expect((await second).value!.item).toBe(1)
    expect(aborted).toEqual([0])
    await parts.return()
  })

  test('the signal ends it with its reason, also while the source is silent', async () => {
    const { work } = steps()
    const controller = new AbortController()
    async function* silent(): AsyncGenerator<number, void> {
      await new Promise(() => {})
    }
    const first = ordered(silent(), work, { ...options, signal: controller.signal }).next()
    const reason = new Error('enough')
    controller.abort(reason)
    await expect(first).rejects.toBe(reason)
  })
})

test('10 000 items pass in order', async () => {
  const work: Work<number> = {
    async *open(item) {
      yield bytes(item % 251)
    },
    again: async (_item, error) => {
      throw error
    },
  }
  const all = await readAll(ordered(count(10_000), work, { ...options, concurrency: () => 16, lookahead: 32 }))
  expect(all.every(([item, [value]], index) => item === index && value === index % 251)).toBe(true)
})
