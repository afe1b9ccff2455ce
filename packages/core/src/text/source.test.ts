import { describe, expect, it } from 'vitest'
import { InvalidRequestError } from '../errors.ts'
import { type SegmentOptions, segment, type TextSource } from './segment.ts'

async function cut(text: TextSource, options: SegmentOptions = {}): Promise<string[]> {
  const texts: string[] = []
  for await (const piece of segment(text, options)) texts.push(piece.text)
  return texts
}

const story = 'When the old clock struck, nobody was awake. 😀 It struck again. Then all was still.'

function* units(text: string): Generator<string, void> {
  for (let i = 0; i < text.length; i++) yield text.charAt(i)
}

async function* later(text: string): AsyncGenerator<string, void> {
  for (const unit of units(text)) yield await Promise.resolve(unit)
}

function streamed(text: string, onCancel: () => void = () => undefined): ReadableStream<string> {
  const iterator = units(text)
  return new ReadableStream<string>({
    pull(controller) {
      const { done, value } = iterator.next()
      if (done) controller.close()
      else controller.enqueue(value)
    },
    cancel: onCancel,
  })
}

describe('segment', () => {
  it('reads strings, iterables, async iterables and streams alike', async () => {
    const live = await cut(story, { pace: 'live' })
    expect(live.length).toBeGreaterThan(2)
    expect(live.join(' ')).toBe(story)
    for (const source of [units(story), later(story), streamed(story)]) expect(await cut(source)).toEqual(live)
  })

  it('cuts a string at file pace and everything else at live pace', async () => {
    expect(await cut(story)).toEqual([story])
    expect(await cut([story])).toEqual(await cut(story, { pace: 'live' }))
    expect(await cut(later(story), { pace: 'file' })).toEqual([story])
  })

  it('plans a file for the requests that go at once', async () => {
    const text = 'A sentence of some length. '.repeat(1000)
    const many = await cut(text, { concurrency: 16 })
    expect(many.length).toBeGreaterThan((await cut(text, { concurrency: 1 })).length)
  })

  it('reads no further than the segment that was asked for', async () => {
    let read = 0
    async function* counted(): AsyncGenerator<string, void> {
      for (const unit of units(story)) {
        read++
        yield unit
      }
    }
    const segments = segment(counted())
    expect((await segments.next()).value?.text).toBe('When the old clock struck,')
    expect(read).toBe('When the old clock struck, '.length)
  })

  it('cancels a stream when the reader leaves', async () => {
    let cancelled = 0
    const stream = streamed(story, () => cancelled++)
    for await (const _ of segment(stream)) break
    expect(cancelled).toBe(1)
    expect(stream.locked).toBe(false)
  })

  it('returns an iterator when the reader leaves', async () => {
    let returned = 0
    function* watched(): Generator<string, void> {
      try {
        yield* units(story)
      } finally {
        returned++
      }
    }
    for await (const _ of segment(watched())) break
    expect(returned).toBe(1)
    for await (const _ of segment(watched()));
    expect(returned).toBe(2)
  })

  it('waits until an iterator has returned', async () => {
    let returned = false
    async function* tidy(): AsyncGenerator<string, void> {
      try {
        yield* units(story)
      } finally {
        await new Promise(resolve => setTimeout(resolve))
        returned = true
      }
    }
    for await (const _ of segment(tidy())) break
    expect(returned).toBe(true)
  })

  it('cancels a stream that was never read', async () => {
    let cancelled = 0
    await segment(streamed(story, () => cancelled++)).return()
    expect(cancelled).toBe(1)
  })

  it.each([
    ['a stream', () => new ReadableStream<string>({ pull: () => new Promise(() => undefined) })],
    ['an iterator', () => ({ [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => undefined) }) })],
  ])('gives up a read that never ends, of %s', async (_, silent: () => TextSource) => {
    const segments = segment(silent())
    const pending = segments.next()
    await segments.return()
    expect(await pending).toEqual({ done: true, value: undefined })
  })

  it('passes on what a source fails with', async () => {
    const failure = new Error('the writer failed')
    async function* failing(): AsyncGenerator<string, void> {
      yield 'When the old clock struck, nobody'
      throw failure
    }
    const segments = segment(failing())
    expect((await segments.next()).value?.text).toBe('When the old clock struck,')
    await expect(segments.next()).rejects.toBe(failure)
    const broken = new ReadableStream<string>({ start: controller => controller.error(failure) })
    await expect(cut(broken)).rejects.toBe(failure)
  })

  it('refuses pieces that are no strings, and closes their source', async () => {
    let returned = false
    function* bytes(): Generator<string, void> {
      try {
        yield new Uint8Array(3) as unknown as string
      } finally {
        returned = true
      }
    }
    await expect(cut(bytes())).rejects.toThrow(InvalidRequestError)
    expect(returned).toBe(true)
  })

  it('refuses a limit or a concurrency that is no whole number', async () => {
    await expect(cut(story, { maxLength: 0 })).rejects.toThrow('maxLength: expected a whole number from 2, got 0')
    await expect(cut(story, { concurrency: 0.5 })).rejects.toThrow('concurrency: expected a whole number from 1')
  })
})
