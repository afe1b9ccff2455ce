import { describe, expect, it } from 'vitest'
import { InvalidRequestError } from '../errors.ts'
import { createSegmenter, type SegmenterOptions } from './segmenter.ts'

function cut(text: string, options: SegmenterOptions): string[] {
  const segmenter = createSegmenter(options)
  return [...segmenter.push(text), ...segmenter.flush()].map(segment => segment.text)
}

describe('createSegmenter', () => {
  it('fills a segment with whole sentences', () => {
    expect(cut('One is here. Two is here. Three is here. Four is here.', { maxLength: 30 })).toEqual([
      'One is here. Two is here.',
      'Three is here. Four is here.',
    ])
  })

  it('ends with a sentence rather than with a later clause', () => {
    expect(cut('One is here. Two, three, four, five, six and seven.', { maxLength: 40 })[0]).toBe('One is here.')
  })

  it('ends with a paragraph where that leaves the segment half full', () => {
    const text = 'The first one. It is short.\n\nThe second. It goes on. And on.'
    expect(cut(text, { maxLength: 45 })).toEqual(['The first one. It is short.', 'The second. It goes on. And on.'])
    expect(cut(`Hi.\n\n${'A sentence. '.repeat(4)}`, { maxLength: 45 })[0]).toBe(
      'Hi.\n\nA sentence. A sentence. A sentence.',
    )
  })

  it('ends a sentence that is too long with a clause, and a clause with a word', () => {
    expect(cut('When it rained, the whole long street was wet and nobody came.', { maxLength: 30 })).toEqual([
      'When it rained,',
      'the whole long street was wet',
      'and nobody came.',
    ])
  })

  it('ends a word that is too long with a grapheme', () => {
    const family = '👩‍👩‍👧'
    expect(cut(family.repeat(5), { maxLength: 20 })).toEqual([family.repeat(2), family.repeat(2), family])
    expect(cut('e\u0301'.repeat(5), { maxLength: 5 })).toEqual(['e\u0301'.repeat(2), 'e\u0301'.repeat(2), 'e\u0301'])
  })

  it('cuts a grapheme only where it is longer than the limit', () => {
    expect(cut(`e${'\u0301'.repeat(9)}`, { maxLength: 4 }).map(piece => piece.length)).toEqual([4, 4, 2])
    expect(cut('👩‍👩‍👧', { maxLength: 3 })).toEqual(['👩\u200d', '👩\u200d', '👧'])
  })

  it('gives a segment as soon as the text behind it is known', () => {
    const segmenter = createSegmenter({ maxLength: 20 })
    expect(segmenter.push('One is here. Two is')).toEqual([])
    expect(segmenter.push(' here. And three')).toEqual([{ index: 0, text: 'One is here.', start: 0, end: 12 }])
    expect(segmenter.flush()).toEqual([
      { index: 1, text: 'Two is here.', start: 13, end: 25 },
      { index: 2, text: 'And three', start: 26, end: 35 },
    ])
  })

  it('gives a sentence without waiting for the end of a long gap', () => {
    const segmenter = createSegmenter({ maxLength: 20 })
    segmenter.push('One is here.')
    const given = [' '.repeat(100), ' '.repeat(100)].flatMap(gap => segmenter.push(gap))
    expect(given).toEqual([{ index: 0, text: 'One is here.', start: 0, end: 12 }])
    segmenter.push(' '.repeat(1000))
    segmenter.push('Two.')
    expect(segmenter.flush()).toEqual([{ index: 1, text: 'Two.', start: 1212, end: 1216 }])
  })

  it('takes 4096 units at most unless told otherwise', () => {
    const lengths = cut('word '.repeat(2000), {}).map(text => text.length)
    expect(Math.max(...lengths)).toBeLessThanOrEqual(4096)
    expect(lengths[0]).toBeGreaterThan(4080)
  })

  it.each([0, 1, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '100' as unknown as number])(
    'refuses a limit of %s',
    maxLength => {
      expect(() => createSegmenter({ maxLength })).toThrow(InvalidRequestError)
      expect(() => createSegmenter({ maxLength })).toThrow(
        `maxLength: expected a whole number from 2, got ${maxLength}`,
      )
    },
  )

  it('says which option a limit belongs to', () => {
    try {
      createSegmenter({ maxLength: 0 })
      expect.unreachable()
    } catch (error) {
      expect((error as InvalidRequestError).issues[0]?.path).toEqual(['maxLength'])
    }
  })
})
