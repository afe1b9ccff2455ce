import { caseOf, classes, isDigit, isIdeographic, isLetter, isSpace, letterCase, unitClass } from './characters.ts'
import { type Following, lookAt, wordAt } from './following.ts'
import type { Gap } from './gap.ts'
import type { Lexicon } from './lexicon.ts'
import { startsLower } from './period.ts'
import { gapLimit, outside, textBetween, unitAt, type Window } from './window.ts'

/** Lines of prose that was wrapped by hand or machine are about this long; shorter ones are headings, items or verse. */
const shortestWrapped = 40
const longestWrapped = 120

/** A Japanese line that ends with one of these goes on: particles that tie a word to the next. */
const japaneseParticles = 'のをがにはとへや'
/** What begins a block in Markdown and mail: headings, quotations, tables, fences. */
const blockSigns = '#>|`=~'

/** Whether a single newline at `newline` ends the sentence before it. `gap` is the white space around it. */
export function lineEnds(window: Window, lexicon: Lexicon, newline: number, gap: Gap): boolean {
  let last = newline - 1
  while (newline - last < gapLimit && isSpace(unitAt(window, last))) last--
  const before = unitAt(window, last)
  const next = unitAt(window, gap.end)
  if (before === outside || next === outside) return false
  if (startsBlock(window, gap.end)) return true
  const following = lookAt(window, gap.end)
  // A colon leads in what the next line says; a comma or an open bracket goes on there.
  if (before === 0x3a) return true
  if (goesOnAfter(before) || lexicon.leavesOpen(wordBefore(window, last + 1))) return false
  const wrapped = newline - window.lineStart >= shortestWrapped && newline - window.lineStart <= longestWrapped
  return nextLineStarts(window, lexicon, { before, newline, wrapped, following })
}

interface LineBreak {
  readonly before: number
  readonly newline: number
  readonly wrapped: boolean
  readonly following: Following
}

function nextLineStarts(window: Window, lexicon: Lexicon, { before, newline, wrapped, following }: LineBreak): boolean {
  switch (following.opening) {
    case 'continues':
      return false
    case 'lower':
      // "features", "contact manager", "events": short lines that all begin small are a list.
      if (newline - window.lineStart >= shortestWrapped) return following.dashed
      return following.dashed || isTerminator(before) || startsLower(window, newline)
    case 'upper':
      return !wrapped || (!isPronounI(window, following) && startsWord(window, lexicon, following))
    case 'uncased':
      if (isIdeographic(before)) return !japaneseParticles.includes(String.fromCharCode(before))
      return !wrapped
    case 'symbol':
      return classes[unitAt(window, following.at)] !== unitClass.dot
    default:
      return !wrapped
  }
}

function startsWord(window: Window, lexicon: Lexicon, following: Following): boolean {
  return lexicon.startsSentence(wordAt(window, following.at))
}

function isPronounI(window: Window, following: Following): boolean {
  return unitAt(window, following.at) === 0x49 && caseOf(unitAt(window, following.at + 1)) !== letterCase.lower
}

function isTerminator(unit: number): boolean {
  const kind = classes[unit]
  return kind === unitClass.dot || kind === unitClass.mark || kind === unitClass.ellipsis
}

/** Longest word that leaves a line unfinished. */
const wordLimit = 8

function wordBefore(window: Window, end: number): string {
  let start = end
  while (end - start < wordLimit && isLetter(unitAt(window, start - 1))) start--
  return isLetter(unitAt(window, start - 1)) ? '' : textBetween(window, start, end)
}

function goesOnAfter(unit: number): boolean {
  const kind = classes[unit]
  return kind === unitClass.pause || kind === unitClass.widePause || kind === unitClass.opener || unit === 0x2d
}

/** "- item", "* item", "1. item", "# heading", "> quoted", "| cell". Other list markers are `lookAt`'s. */
function startsBlock(window: Window, position: number): boolean {
  const unit = unitAt(window, position)
  const after = unitAt(window, position + 1)
  if (unit === 0x2d || unit === 0x2a || unit === 0x2b) return isSpace(after)
  if (isDigit(unit)) {
    let at = position + 1
    while (at - position < 3 && isDigit(unitAt(window, at))) at++
    const sign = unitAt(window, at)
    return (sign === 0x2e || sign === 0x29) && isSpace(unitAt(window, at + 1))
  }
  return blockSigns.includes(String.fromCharCode(unit))
}
