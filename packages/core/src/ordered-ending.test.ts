import { describe, expect, test, vi } from 'vitest'
import { bytes, count, options, readAll, steps, tick } from './ordered.fixture.ts'
import { ordered } from './ordered.ts'

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
