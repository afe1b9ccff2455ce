import { caseOf, classes, isDigit, isInvisible, isLetter, isSpace, letterCase, unitClass } from './characters.ts'
import { outside, reach, unitAt, type Window } from './window.ts'

/** What closes directly after a terminator: quotes, brackets, emphasis, note marks. */
export interface Closing {
  readonly end: number
  /** A bracket or quotation is still under way. */
  readonly open: boolean
  readonly quoted: boolean
  /** A bracket closed that began small inside the sentence: "(wow!)". */
  readonly aside: boolean
}

const closingLimit = 16
const noteLimit = 12
/**
 * How far into a quotation or bracket its sentences stay together: "Dear me! What a day!" is said in one breath, a speech is
 * not. Decided without looking for its end, so that a listener need not wait for that.
 */
const heldLimit = 80

const transparent = '*_~`¹²³⁰⁴⁵⁶⁷⁸⁹†‡'
const germanClosing = '“'.charCodeAt(0)
const guillemet = '»'.charCodeAt(0)

export function isHeld(window: Window, position: number): boolean {
  return window.closes !== 0 && position - window.openedAt <= heldLimit
}

export function closeAfter(window: Window, position: number): Closing {
  let end = position
  let nested = window.nested
  let open = isHeld(window, position)
  let quoted = false
  let aside = false
  while (end - position < closingLimit) {
    const unit = unitAt(window, end)
    if (unit === outside) break
    const kind = classes[unit]
    if (open && unit === window.closes) {
      if (nested > 0) nested--
      else {
        open = false
        aside = unit === 0x29 && beganSmall(window, position)
      }
      quoted ||= isQuotation(unit)
    } else if (kind === unitClass.closer || isStraightQuote(unit) || unit === germanClosing) {
      // "Jr.'s", "the U.S.’ own": an apostrophe. `."Next`: the next quotation.
      if (isQuotation(unit) && isLetter(unitAt(window, end + 1))) break
      quoted ||= isQuotation(unit)
    } else if (unit === 0x5b) {
      const note = noteEnd(window, end)
      if (note < 0) break
      end = note
      continue
    } else if (isSpace(unit) && open && window.closes === guillemet && unitAt(window, end + 1) === guillemet) {
      // French puts a space inside its guillemets.
      open = false
      quoted = true
      end++
    } else if (!isTransparent(unit)) break
    end++
  }
  return { end, open, quoted, aside }
}

function isStraightQuote(unit: number): boolean {
  return unit === 0x22 || unit === 0x27 || unit === 0xff02
}

function isQuotation(unit: number): boolean {
  return isStraightQuote(unit) || '”“’»›«」』'.includes(String.fromCharCode(unit))
}

function isTransparent(unit: number): boolean {
  // White space and letters, which is what comes most, are told apart without a search.
  if (unit <= 0x20 || isLetter(unit)) return false
  return isInvisible(unit) || transparent.includes(String.fromCharCode(unit))
}

/** End of a note mark such as `[12]` or `[2–11]` at `position`, or -1. */
function noteEnd(window: Window, position: number): number {
  for (let at = position + 1; at - position < noteLimit; at++) {
    const unit = unitAt(window, at)
    if (unit === 0x5d) return at + 1
    if (!isDigit(unit) && !'-–, '.includes(String.fromCharCode(unit))) return -1
  }
  return -1
}

function beganSmall(window: Window, position: number): boolean {
  if (position - window.openedAt > reach - 64 || window.openedAt <= window.sentenceStart) return false
  return caseOf(unitAt(window, window.openedAt + 1)) === letterCase.lower
}
