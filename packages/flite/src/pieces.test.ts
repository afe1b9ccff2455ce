import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pieces } from './pieces.ts'

const sources = (text: string): string[] => [...pieces(text)].map(({ start, end }) => text.slice(start, end))

describe('pieces', () => {
  it('are sentences, placed in the source without the space around them', () => {
    expect(sources('  One is here.  Two?\n\nThree\n')).toEqual(['One is here.', 'Two?', 'Three'])
  })

  it('go on over the line breaks of wrapped text', () => {
    expect(sources('Once upon\na time.\r\nThe end.')).toEqual(['Once upon\na time.', 'The end.'])
  })

  it('leave out sentences that have no sound', () => {
    expect(sources('Hello. 你好。\n***\nBye.')).toEqual(['Hello.', 'Bye.'])
  })

  it('cut a long sentence after a clause', () => {
    const clause = 'and it went on for quite a while without an end in sight, '
    const cut = sources(`${clause.repeat(6).trim()} done.`)
    expect(cut).toHaveLength(2)
    expect(cut[0]).toBe(clause.repeat(3).trim())
  })

  it('cut between words where there is no clause, and within a word that is too long', () => {
    expect(sources('word '.repeat(90).trim()).every(piece => /^(word ?)+$/.test(piece))).toBe(true)
    expect(sources('x'.repeat(450)).map(piece => piece.length)).toEqual([200, 200, 50])
  })

  it('are shorter where digits and signs take longer to say', () => {
    expect(sources('7'.repeat(100)).map(piece => piece.length)).toEqual([50, 50])
  })

  it('keep order, do not overlap, and lose no letter or digit of any text', () => {
    const unit = fc.constantFrom('a', 'B', '7', ' ', '. ', ', ', '\n', '$', '你', '😀', 'é', '! ', 'word '.repeat(30))
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 200 }), text => {
        let rest = text
        let position = 0
        for (const { start, end, said } of pieces(text)) {
          expect(start).toBeGreaterThanOrEqual(position)
          expect(said.length).toBeLessThanOrEqual(220)
          rest = rest.slice(0, start) + ' '.repeat(end - start) + rest.slice(end)
          position = end
        }
        expect(rest).not.toMatch(/[A-Za-z0-9]/)
      }),
      { numRuns: 200 },
    )
  })
})
