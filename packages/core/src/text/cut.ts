import { isExtending, isIdeographic, isSpace, isUnspaced } from './characters.ts'

/** How far behind `limit` the text is looked at, so that what has arrived beyond makes no difference. */
export const cutReach = 8

/**
 * Where to cut `text` at or before `limit` when no clause ends there: between words, else between graphemes. Greater than
 * `start`, and never inside a surrogate pair or a grapheme that fits. `limit - start` must be 2 or more, and the unit at
 * `limit` part of the text.
 */
export function forcedCut(text: string, start: number, limit: number): number {
  return wordCut(text, start, limit) ?? graphemeCut(text, start, limit)
}

const zeroWidthSpace = 0x200b

function wordCut(text: string, start: number, limit: number): number | undefined {
  for (let at = limit; at > start; at--) {
    const next = text.charCodeAt(at)
    const before = text.charCodeAt(at - 1)
    if (isSpace(next) ? !isSpace(before) && startsGrapheme(text, start, at) : before === zeroWidthSpace) return at
    if (isIdeographic(before) && isIdeographic(next)) return at
    if (isUnspaced(before) && isUnspaced(next)) return dictionaryCut(text, start, at, limit + cutReach)
  }
  return undefined
}

/** How much of a line without spaces is searched for words. */
const lineLimit = 256

/** The last word boundary at or before `at` in Thai and its like, where only a dictionary knows the words. */
function dictionaryCut(text: string, start: number, at: number, end: number): number | undefined {
  const from = graphemeStart(text, start, Math.max(start, at - lineLimit))
  const line = segmenter('word')?.segment(text.slice(from, end))
  for (let cut = at; line && cut > from; ) {
    const found = from + (line.containing(cut - from)?.index ?? 0)
    if (found <= start) return undefined
    if (startsGrapheme(text, start, found)) return found
    cut = found - 1
  }
  return undefined
}

function graphemeCut(text: string, start: number, limit: number): number {
  const cut = graphemeStart(text, start, limit)
  if (cut > start) return cut
  // One grapheme longer than the limit: its parts at least stay whole, or the flags behind it would come apart as well.
  const rough = approximateStart(text, start, limit)
  if (rough > start) return rough
  return isPair(text, limit) ? limit - 1 : limit
}

function startsGrapheme(text: string, start: number, at: number): boolean {
  return graphemeStart(text, start, at) === at
}

/** The last grapheme boundary at or before `at`, given that `start` is one. */
function graphemeStart(text: string, start: number, at: number): number {
  const next = text.charCodeAt(at)
  // Nothing below U+0300 joins, but for \r\n.
  if (next >= 0x20 && next < 0x300 && text.charCodeAt(at - 1) < 0x300) return at
  const graphemes = segmenter('grapheme')
  if (!graphemes) return approximateStart(text, start, at)
  return start + (graphemes.segment(text.slice(start, at + 2)).containing(at - start)?.index ?? 0)
}

/** The same without `Intl.Segmenter`: pairs, marks, joined emoji and flags, but not the clusters of every script. */
function approximateStart(text: string, start: number, from: number): number {
  let at = from
  while (at > start) {
    if (!isPair(text, at) && !isExtending(text.codePointAt(at) ?? 0) && text.charCodeAt(at - 1) !== 0x200d) {
      if (!isFlagHalf(text, at) || flagHalvesBefore(text, start, at) % 2 === 0) break
    }
    at--
  }
  return at
}

function flagHalvesBefore(text: string, start: number, at: number): number {
  let count = 0
  while (at - 2 * (count + 1) >= start && isFlagHalf(text, at - 2 * (count + 1))) count++
  return count
}

function isFlagHalf(text: string, at: number): boolean {
  const codePoint = text.codePointAt(at) ?? 0
  return codePoint >= 0x1f1e6 && codePoint <= 0x1f1ff
}

function isPair(text: string, at: number): boolean {
  return (text.charCodeAt(at - 1) & 0xfc00) === 0xd800 && (text.charCodeAt(at) & 0xfc00) === 0xdc00
}

const segmenters: { grapheme?: Intl.Segmenter; word?: Intl.Segmenter } = {}

/** Runtimes without `Intl.Segmenter` remain: Firefox had none before 125, and small ICU builds have none. */
function segmenter(granularity: 'grapheme' | 'word'): Intl.Segmenter | undefined {
  if (Intl.Segmenter === undefined) return undefined
  // For words the language of most such text: the dictionary follows from the script, and graphemes are the same everywhere.
  segmenters[granularity] ??= new Intl.Segmenter('th', { granularity })
  return segmenters[granularity]
}
