import { caseOf, classes, isDigit, isLetter, isSpace, letterCase, unitClass } from './characters.ts'
import { wordAt } from './following.ts'
import type { Lexicon } from './lexicon.ts'
import { outside, textBetween, unitAt, type Window } from './window.ts'

const tokenLimit = 32

/** Whether a sentence ends before `position` though no space follows: "Hello world.Today is Tuesday." */
export function endsTight(window: Window, lexicon: Lexicon, position: number, next: number): boolean {
  if (!plainBefore(window, position)) return false
  // A name with dots (React.Component, example.Org) is common, so only words that begin sentences count.
  if (caseOf(unitAt(window, next)) !== letterCase.upper) return false
  const word = wordAt(window, next)
  const end = next + word.length
  const after = unitAt(window, end)
  if (after === 0x2e) return lexicon.abbreviation(word) === 'never' && isSpace(unitAt(window, end + 1))
  return lexicon.startsSentence(word) && (isSpace(after) || after === 0x2c)
}

/** Whether what stands before `position` is a whole word or number, not a piece of an address or a path. */
function plainBefore(window: Window, position: number): boolean {
  let letters = 0
  for (let at = position - 1; position - at < tokenLimit; at--) {
    const unit = unitAt(window, at)
    if (unit === outside || isSpace(unit)) return letters > 1
    if (!isLetter(unit) && !isDigit(unit) && unit !== 0x2c && unit !== 0x27 && unit !== 0x2019) return false
    letters++
  }
  return false
}

const noteLimit = 3

/**
 * End of note numbers set without brackets directly after a period, "a consultation.11 12 Take …", or -1.
 * `position` is the first unit after the period.
 */
export function noteNumbersEnd(window: Window, lexicon: Lexicon, position: number): number {
  if (!isDigit(unitAt(window, position)) || !closesWord(window, lexicon, position - 2)) return -1
  let at = position
  let end = position
  for (let notes = 0; notes < noteLimit; notes++) {
    while (at - position < tokenLimit && isDigit(unitAt(window, at))) at++
    if (at - end > 4 || !isSpace(unitAt(window, at))) return -1
    end = at
    at++
    if (!isDigit(unitAt(window, at))) break
  }
  return caseOf(unitAt(window, at)) === letterCase.upper ? end : -1
}

/** A closing bracket, or a word of three small letters or more that does not itself take a number. */
function closesWord(window: Window, lexicon: Lexicon, last: number): boolean {
  const unit = unitAt(window, last)
  if (unit !== outside && classes[unit] === unitClass.closer) return true
  let start = last + 1
  while (last - start < tokenLimit && caseOf(unitAt(window, start - 1)) === letterCase.lower) start--
  if (last - start < 2 || isLetter(unitAt(window, start - 1))) return false
  const word = textBetween(window, start, last + 1)
  return !lexicon.takesNumber(word) && lexicon.abbreviation(word) === undefined
}
