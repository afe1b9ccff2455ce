import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createSegmenter } from './segmenter.ts'
import type { Segment } from './sentences.ts'
import { atFullSize, partition, someLimit, someLocale, someText, withoutSpace } from './text.fixture.ts'

const options = fc.record({ maxLength: someLimit, locale: someLocale })
const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

function cut(text: string, settings: { maxLength?: number; locale?: string | undefined }): Segment[] {
  const segmenter = createSegmenter(settings)
  return [...segmenter.push(text), ...segmenter.flush()]
}

function property(check: (text: string, settings: { maxLength: number; locale: string | undefined }) => void): void {
  fc.assert(fc.property(someText, options, check), { numRuns: 300 })
}

describe('createSegmenter, for any text and limit', () => {
  it('gives every unit that is no white space once and in order', () => {
    property((text, settings) => {
      const joined = cut(text, settings)
        .map(segment => segment.text)
        .join('')
      expect(withoutSpace(joined)).toBe(withoutSpace(text))
    })
  })

  it('gives no segment longer than the limit', () => {
    property((text, settings) => {
      for (const segment of cut(text, settings)) expect(segment.text.length).toBeLessThanOrEqual(settings.maxLength)
    })
  })

  it('gives no blank segment', () => {
    property((text, settings) => {
      for (const segment of cut(text, settings)) expect(segment.text.trim()).not.toBe('')
    })
  })

  it('keeps surrogate pairs whole', () => {
    property((text, settings) => {
      for (const segment of cut(text, settings)) expect(segment.text).toBe(segment.text.toWellFormed())
    })
  })

  it('cuts at grapheme boundaries only, but for a grapheme that is longer than the limit', () => {
    property((text, settings) => {
      const boundaries = new Set([text.length])
      const within = new Map<number, number>()
      for (const { index, segment } of graphemes.segment(text)) {
        boundaries.add(index)
        for (let i = 1; i < segment.length; i++) within.set(index + i, segment.length)
      }
      for (const { start, end } of cut(text, settings)) {
        for (const place of [start, end]) {
          if (!boundaries.has(place)) expect(within.get(place)).toBeGreaterThan(settings.maxLength)
        }
      }
    })
  })

  it('gives verbatim slices, numbered, with their offsets', () => {
    property((text, settings) => {
      let before = 0
      for (const [number, segment] of cut(text, settings).entries()) {
        expect(segment.index).toBe(number)
        expect(segment.text).toBe(text.slice(segment.start, segment.end))
        expect(segment.start).toBeGreaterThanOrEqual(before)
        before = segment.end
      }
    })
  })

  it('gives the same segments each time', () => {
    property((text, settings) => {
      expect(cut(text, settings)).toEqual(cut(text, settings))
    })
  })

  it('leaves a segment whole when it is cut again', () => {
    property((text, settings) => {
      for (const { text: piece } of cut(text, settings)) {
        expect(cut(piece, settings).map(segment => segment.text)).toEqual([piece])
      }
    })
  })

  it('gives a text within the limit as one segment', () => {
    fc.assert(
      fc.property(someText, someLocale, fc.nat(50), (text, locale, spare) => {
        const content = text.trim()
        fc.pre(content.length > 1)
        expect(cut(text, { maxLength: content.length + spare + 1, locale })).toHaveLength(1)
      }),
      { numRuns: 300 },
    )
  })
})

describe('createSegmenter, for any pieces of a text', () => {
  it('gives the segments of the whole', () => {
    fc.assert(
      fc.property(someText, options, fc.array(fc.nat(), { maxLength: 40, ...atFullSize }), (text, settings, cuts) => {
        const segmenter = createSegmenter(settings)
        const segments = partition(text, cuts).flatMap(piece => segmenter.push(piece))
        expect([...segments, ...segmenter.flush()]).toEqual(cut(text, settings))
      }),
      { numRuns: 500 },
    )
  })

  it('gives the segments of the whole when it comes one unit at a time', () => {
    property((text, settings) => {
      const segmenter = createSegmenter(settings)
      const segments = text.split('').flatMap(unit => segmenter.push(unit))
      expect([...segments, ...segmenter.flush()]).toEqual(cut(text, settings))
    })
  })

  it('holds back no more than the limit and a constant', () => {
    const bound = 512
    fc.assert(
      fc.property(someText, options, (text, settings) => {
        const segmenter = createSegmenter(settings)
        const long = text.repeat(1 + Math.ceil((2 * (settings.maxLength + bound)) / (text.length + 1)))
        let given = 0
        let held = 0
        for (let at = 7; at < long.length; at += 7) {
          for (const segment of segmenter.push(long.slice(at - 7, at))) given = segment.end
          held = Math.max(held, long.slice(given, at).trimStart().length)
        }
        expect(held).toBeLessThanOrEqual(settings.maxLength + bound)
      }),
      { numRuns: 200 },
    )
  })

  it('begins anew after flush', () => {
    fc.assert(
      fc.property(someText, someText, options, (first, second, settings) => {
        const segmenter = createSegmenter(settings)
        segmenter.push(first)
        segmenter.flush()
        expect([...segmenter.push(second), ...segmenter.flush()]).toEqual(cut(second, settings))
        expect(segmenter.flush()).toEqual([])
      }),
      { numRuns: 300 },
    )
  })
})
