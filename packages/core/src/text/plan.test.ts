import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { planFile } from './plan.ts'
import { someLimit, someLocale, someText, withoutSpace } from './text.fixture.ts'

const settings = { maxLength: 4096, locale: 'en', concurrency: 8 }

function prose(sentences: number): string {
  const length = (i: number) => 40 + ((i * 37) % 90)
  return Array.from({ length: sentences }, (_, i) => `Sentence ${'x'.repeat(length(i))}.`).join(' ')
}

describe('planFile', () => {
  it('leaves a text within the limit whole', () => {
    expect(planFile(' One. Two.\n\nThree. ', settings)).toEqual([
      { index: 0, text: 'One. Two.\n\nThree.', start: 1, end: 18 },
    ])
    expect(planFile(' \n ', settings)).toEqual([])
  })

  it('begins a longer text with its first sentence', () => {
    const text = `A short one. ${prose(200)}`
    expect(planFile(text, settings)[0]?.text).toBe('A short one.')
  })

  it('cuts the rest evenly, in as few whole waves as will do', () => {
    const segments = planFile(prose(600), settings)
    // Some 57 000 units at 8 times 4096 a wave are two waves, and the first sentence.
    expect(segments).toHaveLength(17)
    const lengths = segments.slice(1).map(segment => segment.text.length)
    const shorter = lengths.splice(7, 1)[0] ?? 0
    expect(Math.max(...lengths) / Math.min(...lengths)).toBeLessThan(1.06)
    // The request that follows the first sentence has that much less time.
    expect(Math.min(...lengths) - shorter).toBeGreaterThan(100)
  })

  it('ends segments with sentences', () => {
    for (const { text } of planFile(prose(300), settings)) expect(text.endsWith('.')).toBe(true)
  })

  it('prefers the end of a paragraph that is nearly as close to the aim', () => {
    const text = 'A sentence of thirty letters. '.repeat(400).trim()
    const options = { ...settings, concurrency: 1 }
    const end = planFile(text, options)[2]?.end ?? 0
    // The paragraph ends one sentence before that.
    const earlier = end - 'A sentence of thirty letters. '.length
    const changed = `${text.slice(0, earlier)}\n\n${text.slice(earlier + 1)}`
    expect(planFile(changed, options)[2]?.end).toBe(earlier)
  })

  it('makes no more requests than a text is worth', () => {
    const lengths = planFile(prose(60), { ...settings, concurrency: 50 }).map(segment => segment.text.length)
    expect(lengths.length).toBeLessThan(9)
    expect(lengths.slice(1, -1).every(length => length > 900)).toBe(true)
  })

  it('cuts a sentence that is longer than the limit', () => {
    const segments = planFile(`Short. Then ${'word '.repeat(3000)}`, settings)
    expect(segments.every(segment => segment.text.length <= 4096)).toBe(true)
    expect(segments[0]?.text).toBe('Short.')
  })

  it('is a plan of the whole text for any text, limit and concurrency', () => {
    fc.assert(
      fc.property(
        someText,
        someLimit,
        someLocale,
        fc.integer({ min: 1, max: 20 }),
        (text, maxLength, locale, concurrency) => {
          const segments = planFile(text, { maxLength, locale, concurrency })
          expect(withoutSpace(segments.map(segment => segment.text).join(''))).toBe(withoutSpace(text))
          for (const [index, segment] of segments.entries()) {
            expect(segment.index).toBe(index)
            expect(segment.text).toBe(text.slice(segment.start, segment.end))
            expect(segment.text.trim()).not.toBe('')
            expect(segment.text).toBe(segment.text.toWellFormed())
            expect(segment.text.length).toBeLessThanOrEqual(maxLength)
          }
          if (text.trim().length < maxLength) expect(segments.length).toBeLessThanOrEqual(1)
          expect(planFile(text, { maxLength, locale, concurrency })).toEqual(segments)
        },
      ),
      { numRuns: 300 },
    )
  })
})
