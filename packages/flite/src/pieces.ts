import { sentences } from '@outloud/core/text'
import { sayable } from './sayable.ts'

/** What one call of flite speaks. */
export interface Piece {
  /** Printable ASCII. */
  readonly said: string
  /** UTF-16 offset of its first unit in the source. */
  readonly start: number
  readonly end: number
}

/** In letters. About 12 seconds of speech, synthesized in an eighth of a second. */
const maximumCost = 200

/** How long a character takes to say, in letters: a digit is a word and a sign often three syllables. */
const cost = (character: string): number => {
  if (/[\p{L}\p{M}\s.,;:!?'"()-]/u.test(character)) return 1
  return /\d/.test(character) ? 4 : 6
}

const clauseEnd = /[,;:)\u2014\u2013]/
const space = /\s/

/** Where to cut so that the stretch from `start` is cheap enough: after a clause, else a word, else anywhere. */
const cutAfter = (text: string, start: number): number => {
  let spent = 0
  let clause = 0
  let word = 0
  let previous = ''
  let position = start
  for (const character of text.slice(start)) {
    spent += cost(character)
    if (spent > maximumCost) break
    position += character.length
    if (space.test(character)) {
      word = position
      // A clause so early would leave a stub of speech between two pauses.
      if (clauseEnd.test(previous) && spent > maximumCost / 4) clause = position
    }
    previous = character
  }
  if (position === text.length) return position
  return clause || word || position
}

/**
 * The pieces of a text that flite can say, one sentence each, or less of a long one.
 * A piece without a Latin letter or digit is left out: it has no sound.
 */
export function* pieces(text: string): Generator<Piece, undefined> {
  for (const sentence of sentences(text, { locale: 'en' })) {
    for (let from = 0; from < sentence.text.length; ) {
      const to = cutAfter(sentence.text, from)
      const source = sentence.text.slice(from, to)
      const said = sayable(source)
      if (said !== undefined) {
        const start = sentence.start + from + source.length - source.trimStart().length
        yield { said, start, end: start + source.trim().length }
      }
      from = to
    }
  }
}
