import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sayBlocks } from './blocks.ts'
import { parse } from './parser.ts'
import { createVoice } from './runs.ts'
import { isVerbatim, joined, runsOf, textOf, tokens } from './said.fixture.ts'
import { speakable } from './speakable.ts'
import { createWording } from './wording.ts'

const fragments = [
  'Hello there, my friend. ',
  'one two three, ',
  'abc ',
  '你好。',
  '你好',
  '😀 ',
  '→',
  ...['- ', '  - ', '1. a ', '1.', '7) b ', '> ', '# ', '- [ ] ', '\n', '\n\n', '\r\n', '   ', '\t', '---\n', '===\n'],
  ...['*', '**', '_', '~~', '`', '```\n', '[', '](u)', '[a](b)', '[^1]', '[^1]: ', '!', '\\', '<', '<b>', '</div>'],
  ...['<!--', '-->', '&amp; ', 'https://a.bc/d ', '| x ', '\n\n| a | b |\n|---|---|\n| x, y. | z |\n'],
]
const markup = fc.array(fc.constantFrom(...fragments), { size: 'max', maxLength: 60 }).map(some => some.join(''))
const anything = fc.oneof(markup, fc.string({ size: 'max', maxLength: 200, unit: 'grapheme' }))

describe('any text', () => {
  test('is said the same in any pieces', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, size: 'max', maxLength: 20 })
    fc.assert(
      fc.property(anything, sizes, (text, lengths) => {
        const pieces: string[] = []
        for (let at = 0, i = 0; at < text.length; i++) {
          const piece = text.slice(at, at + (lengths[i % lengths.length] ?? 1))
          pieces.push(piece)
          at += piece.length
        }
        expect(joined(runsOf(pieces), text)).toEqual(joined(runsOf([text]), text))
      }),
      { numRuns: 300 },
    )
  })

  test('is said in order, from places within it', () => {
    fc.assert(
      fc.property(anything, text => {
        let last = 0
        for (const run of runsOf(tokens(text, 7))) {
          expect(run.text).not.toBe('')
          expect(run.start).toBeGreaterThanOrEqual(last)
          expect(run.end).toBeGreaterThanOrEqual(run.start)
          last = run.end
        }
        expect(last).toBeLessThanOrEqual(text.length)
      }),
      { numRuns: 300 },
    )
  })

  test('has no broken characters that it did not have before', () => {
    fc.assert(
      fc.property(anything, text => {
        for (const run of runsOf(tokens(text, 1))) expect(() => encodeURIComponent(run.text)).not.toThrow()
      }),
      { numRuns: 200 },
    )
  })
})

test('what is said early is what would be said of the whole document', () => {
  const wording = createWording({ locale: 'en', emoji: 'skip', symbols: {} })
  // Not where the parser itself takes a document otherwise than its lines: a bar far from a table, an item left empty.
  const pieces = fragments.filter(fragment => fragment !== '| x ' && fragment !== '1.')
  const documents = fc.array(fc.constantFrom(...pieces), { size: 'max', maxLength: 80 }).map(some => some.join(''))
  fc.assert(
    fc.property(documents, fc.constantFrom('announce', 'skip', 'read'), (text, code) => {
      const whole = { text, tree: parse(text), from: 0, to: text.length, offset: 0, openFrom: text.length }
      const atOnce = textOf(sayBlocks(whole, { code, wording }, createVoice()))
      expect(words(textOf(runsOf([text], { code })))).toBe(words(atOnce))
    }),
    { numRuns: 500 },
  )
})

/** Blank space differs where a clause was said before what follows it was known. */
function words(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim()
}

test('prose is said as it is, character for character', () => {
  const word = fc.stringMatching(/^[A-Za-zäßéñ]{1,9}$/)
  const separator = fc.constantFrom(
    ' ',
    ' ',
    ' ',
    ', ',
    '. ',
    '? ',
    '! ',
    '; ',
    ': ',
    ' — ',
    '…',
    '\n',
    '\n\n',
    " '",
    '" ',
  )
  const prose = fc.array(fc.tuple(word, separator), { size: 'max', maxLength: 120 }).map(some => some.flat().join(''))
  fc.assert(
    fc.property(prose, text => {
      const runs = runsOf(tokens(text, 5))
      expect(textOf(runs)).toBe(text)
      expect(runs.every(run => isVerbatim(run, text))).toBe(true)
    }),
    { numRuns: 200 },
  )
})

describe('text made to be slow', () => {
  const length = 100_000
  const repeat = (part: string) => part.repeat(Math.ceil(length / part.length)).slice(0, length)

  test.each([
    ...['*', '*a ', 'a* ', '*a **b ', '_a', '[', '[a](', '![[', '[]', '`', '<a ', '<!', '>', '> a\n', '- ', '* - + '],
    ...['1. ', '- a\n', 'a|b\n', '|', '&a', '\\', '~~a ', 'http://a.', 'a@', '\n', '```\n', '€1,', '1–', '[a]: b\n'],
  ])('%j over and over is said within the time of a test, and held back no longer than a page', part => {
    const stream = speakable()()
    let at = 0
    let said = 0
    let longest = 0
    for (const piece of tokens(repeat(part), 1_000)) {
      at += piece.length
      const runs = stream.push(piece)
      said = runs.at(-1)?.end ?? said
      if (runs.length > 0) longest = Math.max(longest, at - said)
    }
    stream.flush()
    expect(at).toBe(length)
    expect(longest).toBeLessThan(4_096 + 1_000)
  })

  test('deep nesting overflows nothing', () => {
    const quotes = Array.from({ length: 400 }, (_, depth) => `${'>'.repeat(depth)} level ${depth}\n\n`).join('')
    const items = Array.from({ length: 400 }, (_, depth) => `${'  '.repeat(depth)}- level ${depth}\n`).join('')
    for (const text of [quotes, items]) {
      const levels = textOf(runsOf([text])).match(/level \d+/g)
      expect(levels).toEqual(Array.from({ length: 400 }, (_, depth) => `level ${depth}`))
    }
  })
})
