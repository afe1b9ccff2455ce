import { classes, isExtending, isIdeographic, isLetter, unitClass } from './characters.ts'
import { type Closing, closeAfter } from './closing.ts'
import { hasSpeechTag, hasTightSpeechTag } from './dialogue.ts'
import { type Following, lookAt, wordAt } from './following.ts'
import { type Ending, endingAt } from './gap.ts'
import type { Lexicon } from './lexicon.ts'
import { periodEnds, startsLower, startsSentence } from './period.ts'
import type { Run } from './run.ts'
import { endsTight, noteNumbersEnd } from './tight.ts'
import { codePointAt, outside, unitAt, type Window } from './window.ts'

interface Site {
  readonly position: number
  readonly run: Run
  readonly closing: Closing
}

/** Judges the terminators that begin at `position`. */
export function findEnding(window: Window, lexicon: Lexicon, position: number, run: Run): Ending | undefined {
  const closing = closeAfter(window, run.end)
  const site: Site = { position, run, closing }
  const at = closing.end
  const ending = endingAt(window, at, closing.open)
  const next = unitAt(window, ending.next)
  if (ending.next === at && next !== outside) return tightEnding(window, lexicon, site)
  if (ending.paragraph || next === outside) return ending
  const following = lookAt(window, ending.next)
  if (run.split !== undefined && following.opening === 'upper') {
    return { at: run.split, next: run.end, paragraph: false, line: false, held: closing.open }
  }
  return endsBefore(window, lexicon, site, following) ? ending : undefined
}

function endsBefore(window: Window, lexicon: Lexicon, site: Site, following: Following): boolean {
  switch (site.run.kind) {
    case 'full':
      return following.opening !== 'continues'
    case 'mark':
      return markEnds(window, lexicon, site, following)
    case 'ellipsis':
      return ellipsisEnds(window, site, following)
    case 'double':
      return following.opening !== 'lower' && following.opening !== 'continues'
    case 'period':
      if (site.closing.aside && !startsSentence(window, lexicon, following)) return false
      return periodEnds(window, lexicon, site.position, following)
  }
}

function markEnds(window: Window, lexicon: Lexicon, { position, closing }: Site, following: Following): boolean {
  switch (following.opening) {
    case 'continues':
      return false
    case 'lower':
      return !closing.quoted && !closing.aside && !following.dashed && startsLower(window, position)
    case 'upper':
      if (closing.aside) return startsSentence(window, lexicon, following)
      return !(closing.quoted && hasSpeechTag(window, lexicon, following.at))
    default:
      return true
  }
}

/** "Well... I think" goes on, for I is always a capital; three dots before another capital end the sentence. */
function ellipsisEnds(window: Window, { run, position }: Site, following: Following): boolean {
  // "[...]" stands for words left out.
  if (
    isBracket(unitAt(window, position - 1), unitClass.opener) &&
    isBracket(unitAt(window, run.end), unitClass.closer)
  ) {
    return false
  }
  if (following.opening === 'continues' || following.opening === 'lower') return false
  if (following.opening !== 'upper' || run.end - position === 4) return true
  return !wordAt(window, following.at).startsWith('I') || isLetter(unitAt(window, following.at + 1))
}

function isBracket(unit: number, kind: number): boolean {
  return unit !== outside && unit < 0x80 && classes[unit] === kind
}

/** The terminator and what closes after it have no white space behind them. */
function tightEnding(window: Window, lexicon: Lexicon, { position, run, closing }: Site): Ending | undefined {
  const at = closing.end
  const next = unitAt(window, at)
  const ending: Ending = { at, next: at, paragraph: false, line: false, held: closing.open }
  if (run.kind === 'full') return fullEnds(window, at, next, closing) ? ending : undefined
  if (run.kind === 'ellipsis' || run.kind === 'double') return undefined
  if (isIdeographic(next)) {
    const spoken = closing.quoted && hasTightSpeechTag(window, at)
    return !spoken && (run.kind === 'mark' || isLetter(unitAt(window, position - 1))) ? ending : undefined
  }
  if (endsTight(window, lexicon, position, at)) return ending
  const noteEnd = run.kind === 'period' ? noteNumbersEnd(window, lexicon, at) : -1
  return noteEnd < 0 ? undefined : endingAt(window, noteEnd, closing.open)
}

function fullEnds(window: Window, at: number, next: number, closing: Closing): boolean {
  const kind = classes[next]
  if (kind === unitClass.closer || kind === unitClass.pause || kind === unitClass.widePause) return false
  if (closing.quoted && hasTightSpeechTag(window, at)) return false
  // A cut must not fall before a mark that belongs to the terminator.
  return !isExtending(codePointAt(window, at))
}
