import { describe, expect, test } from 'vitest'
import { bytes, count, options, readAll, steps, tick } from './ordered.fixture.ts'
import { ordered, type Work } from './ordered.ts'

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
