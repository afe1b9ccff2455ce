import { caseOf, isDigit, isInvisible, isLetter, isSpace, letterCase } from './characters.ts'
import { type Following, wordAt } from './following.ts'
import type { Lexicon } from './lexicon.ts'
import { isOwnMarker, opensItem } from './list.ts'
import { reach, textBetween, unitAt, type Window } from './window.ts'

/** "N°. 5" */
const degree = 0xb0

const roman = /^[IVXLC]+$/

/** Longest word, with its inner dots, that is looked up. */
const wordLimit = 24

/** Whether the single dot at `dot` ends its sentence, given what follows it after white space. */
export function periodEnds(window: Window, lexicon: Lexicon, dot: number, following: Following): boolean {
  if (following.opening === 'continues') return false
  let last = dot - 1
  while (isInvisible(unitAt(window, last)) && dot - last < wordLimit) last--
  const unit = unitAt(window, last)
  if (isDigit(unit)) return numberEnds(window, lexicon, dot, following)
  if (!isLetter(unit)) return following.opening !== 'lower' && !(unit === degree && following.opening === 'digit')
  return wordEnds(window, lexicon, readDotted(window, last + 1), following)
}

/** A word with dots inside, `U.S` or `z. B`, as found before its last dot. */
interface Dotted {
  readonly text: string
  readonly start: number
  /** At most two letters a part on average: `Ph.D`, `S.p.A`, not `example.org`. */
  readonly acronym: boolean
}

function readDotted(window: Window, end: number): Dotted {
  const first = Math.max(window.sentenceStart, end - wordLimit)
  let start = letterStart(window, end, first)
  let text = textBetween(window, start, end)
  let longest = end - start
  let parts = 1
  let letters = longest
  while (start > first) {
    let partEnd = start
    // Single letters may have a space between them: "z. B.", "J. R. R.".
    if (longest === 1 && isSpace(unitAt(window, partEnd - 1))) partEnd--
    const spaced = partEnd < start
    if (unitAt(window, partEnd - 1) !== 0x2e) break
    const partStart = letterStart(window, partEnd - 1, first)
    const length = partEnd - 1 - partStart
    if (length === 0 || (spaced && length > 1)) break
    text = `${textBetween(window, partStart, partEnd - 1)}.${text}`
    start = partStart
    longest = Math.max(longest, length)
    letters += length
    parts++
  }
  return { text, start, acronym: parts > 1 && letters <= parts * 2 }
}

/** Where the letters before `end` begin, not further back than `first`. */
function letterStart(window: Window, end: number, first: number): number {
  let start = end
  while (start > first && isLetter(unitAt(window, start - 1))) start--
  return start
}

function wordEnds(window: Window, lexicon: Lexicon, word: Dotted, following: Following): boolean {
  const { opening } = following
  const kind = lexicon.abbreviation(word.text)
  if (opening === 'lower') return lowerEnds(window, word, kind !== undefined, following)
  if (kind === 'never') return false
  if (lexicon.takesNumber(word.text) && leadsToNumber(window, following)) return false
  if (kind === 'last') return lastEnds(window, lexicon, word, following)
  const ordinary = kind === undefined && !word.acronym
  if (ordinary && word.text.length > 1) return !(roman.test(word.text) && opensItem(window, word.start))
  const starts = opening === 'marker' || startsSentence(window, lexicon, following)
  return ordinary ? letterEnds(window, word, starts) : starts || opening === 'symbol'
}

/** A single letter is an initial, unless it is what the sentence was about: "vitamin C. It …", "you and I. Did …". */
function letterEnds(window: Window, word: Dotted, starts: boolean): boolean {
  const attached = unitAt(window, word.start - 1)
  // A unit: "35 °C.", "5V.", "15 h."
  if (attached === degree || isDigit(attached)) return true
  if (isDigit(unitAt(window, word.start - 2))) return starts
  const before = letterStart(window, word.start - 1, word.start - wordLimit)
  const afterSmallWord = before < word.start - 1 && caseOf(unitAt(window, before)) === letterCase.lower
  return afterSmallWord && (word.text === 'I' || starts)
}

/** Where sentences begin small, as in chat, a small letter may begin the next one. */
function lowerEnds(window: Window, word: Dotted, abbreviation: boolean, following: Following): boolean {
  return (
    !abbreviation && !word.acronym && word.text.length > 1 && !following.dashed && startsLower(window, word.start + 1)
  )
}

/** "etc.", "p.m.": the end, but for "At 5 a.m. Mr. Smith …" and "5 p.m. Eastern". */
function lastEnds(window: Window, lexicon: Lexicon, word: Dotted, following: Following): boolean {
  if (following.opening !== 'upper' || !word.acronym) return true
  if (lexicon.followsTime(wordAt(window, following.at))) return false
  const opening = window.sentenceStart
  if (word.start === opening) return false
  return word.start - opening > wordLimit || !lexicon.opensTime(wordAt(window, opening))
}

function numberEnds(window: Window, lexicon: Lexicon, dot: number, following: Following): boolean {
  if (following.opening === 'lower') return false
  let start = dot
  while (dot - start < wordLimit && (isDigit(unitAt(window, start - 1)) || isJoin(unitAt(window, start - 1)))) start--
  if (isOwnMarker(window, dot)) return false
  if (!lexicon.hasOrdinals || dot - start > 2) return true
  if (following.opening === 'digit') return false
  if (following.opening !== 'upper') return true
  const next = wordAt(window, following.at)
  if (lexicon.takesOrdinal(next)) return false
  const before = letterStart(window, start - 1, start - wordLimit)
  return lexicon.startsSentence(next) || !lexicon.leadsOrdinal(textBetween(window, before, start - 1))
}

function isJoin(unit: number): boolean {
  return unit === 0x2e || unit === 0x2c
}

/** "No. 5", "Vol. IV", "Fig. B": digits, Roman numerals, single capitals. */
function leadsToNumber(window: Window, { opening, at }: Following): boolean {
  if (opening === 'digit' || opening === 'marker') return true
  return opening === 'upper' && /^([IVXLC]+|[A-Z])$/.test(wordAt(window, at))
}

export function startsSentence(window: Window, lexicon: Lexicon, { opening, at }: Following): boolean {
  if (opening !== 'upper') return false
  const word = wordAt(window, at)
  // "A. A. Milne": a letter with a dot is the next initial.
  return lexicon.startsSentence(word) && (word.length > 1 || unitAt(window, at + 1) !== 0x2e)
}

/** Whether the current sentence began with a small letter. One that began out of reach counts as an ordinary one. */
export function startsLower(window: Window, position: number): boolean {
  let start = window.sentenceStart
  if (position - start > reach - 128) return false
  for (let skipped = 0; skipped < 80 && start < position; skipped++) {
    const unit = unitAt(window, start)
    if (isLetter(unit)) return caseOf(unit) === letterCase.lower
    if (isDigit(unit)) return false
    start++
  }
  return false
}
