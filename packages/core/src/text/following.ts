import { caseOf, classes, isDigit, isInvisible, isLetter, isSpace, letterCase, unitClass } from './characters.ts'
import { isListMarker } from './list.ts'
import { outside, textBetween, unitAt, type Window } from './window.ts'

/** What begins after a possible sentence end. */
type Opening = 'end' | 'lower' | 'upper' | 'uncased' | 'digit' | 'symbol' | 'marker' | 'continues'

export interface Following {
  readonly opening: Opening
  /** Where the first word or number is, past brackets, quotes and dashes. */
  readonly at: number
  /** A dash came first: a reply in a dialogue, or an aside. */
  readonly dashed: boolean
}

const inverted = '¿¡'
const emphasis = "*_`~'’"
const dashes = '—–-―'
const beforeNumber = '#$€£¥₽₹§№~±+'
const goesOn = '&+=/%,;:'

/** Looks at what stands at `position`, the first unit after white space. */
export function lookAt(window: Window, position: number): Following {
  if (isListMarker(window, position)) return { opening: 'marker', at: position, dashed: false }
  let at = position
  let dashed = false
  for (let skipped = 0; skipped < 6; skipped++) {
    const unit = unitAt(window, at)
    if (unit === outside) return { opening: 'end', at, dashed }
    const letter = String.fromCharCode(unit)
    if (dashes.includes(letter)) dashed = true
    else if (isSpace(unit) ? at === position : !opens(unit, letter)) break
    at++
  }
  const unit = unitAt(window, at)
  return { opening: openingOf(window, at, unit), at, dashed }
}

function opens(unit: number, letter: string): boolean {
  const kind = classes[unit]
  return (
    kind === unitClass.opener ||
    kind === unitClass.quote ||
    // Reversed guillemets open in German and Danish.
    letter === '»' ||
    letter === '”' ||
    inverted.includes(letter) ||
    emphasis.includes(letter) ||
    isInvisible(unit)
  )
}

function openingOf(window: Window, at: number, unit: number): Opening {
  if (unit === outside) return 'end'
  switch (caseOf(unit)) {
    case letterCase.upper:
      return 'upper'
    case letterCase.uncased:
      return 'uncased'
    case letterCase.lower:
      // iPhone, eBay
      return caseOf(unitAt(window, at + 1)) === letterCase.upper ? 'upper' : 'lower'
  }
  if (isDigit(unit)) return 'digit'
  const sign = String.fromCharCode(unit)
  if ((beforeNumber.includes(sign) || sign === '.') && isDigit(unitAt(window, at + 1))) return 'digit'
  if (goesOn.includes(sign) || classes[unit] === unitClass.closer || classes[unit] === unitClass.widePause) {
    return 'continues'
  }
  return 'symbol'
}

/** The word at `at`, up to `limit` letters, with its apostrophes. */
export function wordAt(window: Window, at: number, limit = 24): string {
  let end = at
  while (end - at < limit) {
    const unit = unitAt(window, end)
    if (!isLetter(unit) && !((unit === 0x27 || unit === 0x2019) && isLetter(unitAt(window, end + 1)))) break
    end++
  }
  return textBetween(window, at, end).replaceAll('’', "'")
}
