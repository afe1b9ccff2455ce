import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createSourceMap, type SpokenRun } from './spoken.ts'

/** `# Title` and `AT&T`, as they would be said. */
const title: readonly SpokenRun[] = [
  { text: 'Title', start: 2, end: 7 },
  { text: '.', start: 7, end: 7 },
  { text: '\n', start: 7, end: 8 },
]
const company: readonly SpokenRun[] = [
  { text: 'AT', start: 8, end: 10 },
  { text: ' and ', start: 10, end: 11 },
  { text: 'T', start: 11, end: 12 },
]

function mapOf(...runs: readonly (readonly SpokenRun[])[]) {
  const map = createSourceMap()
  for (const some of runs) map.append(some)
  return map
}

describe('the way back from what is said to the source', () => {
  test('goes unit by unit through what is said as written', () => {
    expect(mapOf(title).locate(1, 3)).toEqual({ start: 3, end: 5 })
  })

  test('leaves out what the source has around it', () => {
    expect(mapOf(title, company).locate(0, 5)).toEqual({ start: 2, end: 7 })
  })

  test('gives what was put in the place where it was put', () => {
    expect(mapOf(title).locate(5, 6)).toEqual({ start: 7, end: 7 })
    expect(mapOf(title).locate(0, 6)).toEqual({ start: 2, end: 7 })
  })

  test('takes a replacement as a whole, whichever part of it is asked for', () => {
    const map = mapOf(title, company)
    expect(map.locate(10, 11)).toEqual({ start: 10, end: 11 })
    expect(map.locate(8, 13)).toEqual({ start: 9, end: 11 })
    expect(map.locate(11, 15)).toEqual({ start: 10, end: 12 })
  })

  test('knows the place of an empty range, at the end as well', () => {
    const map = mapOf(title, company)
    expect(map.locate(2, 2)).toEqual({ start: 4, end: 4 })
    expect(map.locate(15, 15)).toEqual({ start: 12, end: 12 })
    expect(createSourceMap().locate(0, 0)).toEqual({ start: 0, end: 0 })
  })

  test('crosses the runs of many pieces', () => {
    const runs = Array.from({ length: 100 }, (_, i) => [{ text: 'ab', start: 3 * i, end: 3 * i + 2 }])
    expect(mapOf(...runs).locate(21, 181)).toEqual({ start: 31, end: 271 })
  })
})

describe('what was forgotten', () => {
  const runs = Array.from({ length: 1000 }, (_, i) => ({ text: 'ab', start: 3 * i, end: 3 * i + 2 }))

  test('is an error to ask for, as is what was not said yet', () => {
    const map = mapOf(runs)
    map.forget(500)
    expect(() => map.locate(499, 600)).toThrow(RangeError)
    expect(() => map.locate(1999, 2001)).toThrow(RangeError)
    expect(() => map.locate(700, 600)).toThrow(RangeError)
  })

  test('changes nothing for what comes after it', () => {
    const kept = mapOf(runs)
    const map = mapOf(runs)
    for (let before = 0; before <= 1990; before += 7) {
      map.forget(before)
      expect(map.locate(before, before + 9)).toEqual(kept.locate(before, before + 9))
    }
    map.append([{ text: '!', start: 3000, end: 3001 }])
    expect(map.locate(1999, 2001)).toEqual({ start: 2998, end: 3001 })
  })

  test('may be everything', () => {
    const map = mapOf(runs)
    map.forget(5000)
    expect(map.locate(2000, 2000)).toEqual({ start: 2999, end: 2999 })
    map.append([{ text: 'c', start: 3000, end: 3001 }])
    expect(map.locate(2000, 2001)).toEqual({ start: 3000, end: 3001 })
  })
})

test('ranges one after the other come from ranges one after the other', () => {
  const run = fc.record({ text: fc.string({ maxLength: 6 }), gap: fc.nat(3), length: fc.nat(6), copied: fc.boolean() })
  const cuts = fc.array(fc.integer({ min: 1, max: 8 }), { size: 'max', maxLength: 40 })
  fc.assert(
    fc.property(fc.array(run, { size: 'max', maxLength: 40 }), cuts, (shapes, steps) => {
      let end = 0
      const runs = shapes.map(({ text, gap, length, copied }) => {
        const start = end + gap
        end = start + (copied ? text.length : length)
        return { text, start, end }
      })
      const map = mapOf(runs)
      const said = runs.reduce((sum, { text }) => sum + text.length, 0)
      let at = 0
      let last = { start: 0, end: 0 }
      for (const step of steps) {
        const to = Math.min(said, at + step)
        if (to === at) break
        const range = map.locate(at, to)
        map.forget(at)
        expect(range.start).toBeGreaterThanOrEqual(last.start)
        expect(range.end).toBeGreaterThanOrEqual(Math.max(last.end, range.start))
        expect(range.end).toBeLessThanOrEqual(end)
        at = to
        last = range
      }
    }),
  )
})
