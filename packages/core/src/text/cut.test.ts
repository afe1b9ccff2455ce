import { afterEach, describe, expect, it, vi } from 'vitest'
import { forcedCut } from './cut.ts'
import { createSegmenter } from './segmenter.ts'

afterEach(() => vi.unstubAllGlobals())

function withoutSegmenter(): void {
  vi.stubGlobal('Intl', { Segmenter: undefined })
}

describe('forcedCut', () => {
  it('cuts before white space', () => {
    expect(forcedCut('one two three', 0, 9)).toBe(7)
  })

  it('cuts between ideographs, which need no space', () => {
    expect(forcedCut('今天 天气很好我们走吧', 0, 6)).toBe(6)
  })

  it('cuts Thai between words', () => {
    const text = 'ฉันรักภาษาไทยมาก'
    const cut = forcedCut(text, 0, 9)
    expect([text.slice(0, cut), text.slice(cut)]).toEqual(['ฉันรัก', 'ภาษาไทยมาก'])
  })

  it('cuts Thai between graphemes where nobody knows the words', () => {
    withoutSegmenter()
    const text = 'ฉันรักภาษาไทยมาก'
    expect(text.slice(0, forcedCut(text, 0, 9))).toBe('ฉันรักภาษ')
  })

  it.each([
    ['a surrogate pair', '😀😀😀', 3, 2],
    ['a combining mark', 'ae\u0301o', 2, 1],
    ['a joined emoji', '😀👩‍👩‍👧', 6, 2],
    ['a flag', '🇩🇪🇫🇷🇮🇹', 6, 4],
    ['a variation selector', 'ab©\ufe0fc', 3, 2],
    ['a skin tone', 'ab👍🏽c', 4, 2],
  ])('keeps %s whole, with Intl.Segmenter and without', (_, text, limit, expected) => {
    expect(forcedCut(text, 0, limit)).toBe(expected)
    withoutSegmenter()
    expect(forcedCut(text, 0, limit)).toBe(expected)
  })

  it('keeps flags whole behind a mark that holds on to the first', () => {
    const segmenter = createSegmenter({ maxLength: 4 })
    const pieces = [...segmenter.push('\u0600🇩🇪🇫🇷'), ...segmenter.flush()].map(segment => segment.text)
    expect(pieces).toEqual(['\u0600', '🇩🇪', '🇫🇷'])
  })

  it('leaves no half of a pair behind, even in a grapheme without end', () => {
    const text = `👩${'\u200d👩'.repeat(20)}`
    const segmenter = createSegmenter({ maxLength: 5 })
    for (const { text: piece } of [...segmenter.push(text), ...segmenter.flush()])
      expect(piece).toBe(piece.toWellFormed())
  })
})
