import { classes, isPrepended, isSpace, isUnspaced, unitClass } from './characters.ts'
import { findInterruption } from './dialogue.ts'
import { findEnding } from './ending.ts'
import { type Ending, readGap } from './gap.ts'
import { lexiconFor } from './lexicon.ts'
import { lineEnds } from './line.ts'
import { inlineItemStart } from './list.ts'
import { trackPair } from './pairs.ts'
import { pauseEnd, pauseRun } from './pause.ts'
import { type Run, readRun } from './run.ts'
import { codePointBefore, createWindow, gapLimit, reach, unitAt } from './window.ts'

/** How good a place for a cut is. Between words and between graphemes, cuts are found only when needed. */
export const breakKind = { clause: 1, sentence: 2, paragraph: 3 } as const

/** How much text to hand a scanner at a time: enough to be quick, little enough to keep its window and the breaks small. */
export const blockLength = 8192

export interface Scanner {
  /** Reads `text` from `from` to `to` as the next piece. */
  push(text: string, from: number, to: number): void
  /** Ends the text: what was undecided is decided. */
  flush(): void
  /** Offset up to which every break has been given. */
  settled(): number
}

export interface ScannerOptions {
  readonly locale: string | undefined
  /** Takes each break: its offset in the text, white space before it left out, and its `breakKind`. Offsets never fall. */
  readonly onBreak: (offset: number, kind: number) => void
}

/** A break may lie this far before the sign that showed it, by a list marker, and by the white space before that. */
const hindsight = 10

/** Finds clause, sentence and paragraph ends in one pass, in steps of any size, with the same result for each. */
export function createScanner({ locale, onBreak }: ScannerOptions): Scanner {
  const lexicon = lexiconFor(locale)
  const window = createWindow()
  let position = 0

  function scan(): void {
    const { codes, length } = window
    let i = position
    while (i < length) {
      const kind = classes[codes[i] ?? 0] ?? 0
      if (kind === 0) {
        i++
        continue
      }
      window.starved = false
      const next = step(kind, i)
      if (window.starved) break
      i = next
    }
    position = i
  }

  /** Handles the unit at `i` and gives the place to go on from. Is asked again with more text if it leaves the window starved. */
  function step(kind: number, i: number): number {
    switch (kind) {
      case unitClass.dot:
        return item(i) ?? judge(i, readRun(window, i))
      case unitClass.mark:
      case unitClass.full:
      case unitClass.ellipsis:
        return judge(i, readRun(window, i))
      case unitClass.newline:
        return breakLine(i)
      case unitClass.pause: {
        const run = pauseRun(window, i)
        if (run) return judge(i, run)
        return pause(i)
      }
      case unitClass.widePause:
        return pause(i)
      case unitClass.bullet:
        return isSpace(unitAt(window, i - 1)) ? endBefore(i, i + 1) : i + 1
      case unitClass.unspaced:
        if (isSpace(unitAt(window, i + 1)) && isUnspaced(unitAt(window, i + 2)) && !window.starved)
          give(i + 1, breakKind.clause)
        return i + 1
      case unitClass.closer:
        return item(i) ?? pair(i)
      default:
        return pair(i)
    }
  }

  /** Ends the sentence before the list item whose marker the sign at `i` closes, if there is one. */
  function item(i: number): number | undefined {
    const next = unitAt(window, i + 1)
    const last = next === 0x29 ? i + 1 : i
    if (last === i && !isSpace(next)) return undefined
    const start = inlineItemStart(window, last)
    return start < 0 ? undefined : endBefore(start, last + 1)
  }

  function pair(i: number): number {
    const ending = findInterruption(window, lexicon, i)
    if (window.starved) return i
    if (ending) return end(ending)
    trackPair(window, i)
    return i + 1
  }

  function give(at: number, kind: number): void {
    onBreak(window.base + at, kind)
  }

  function judge(i: number, run: Run): number {
    const ending = findEnding(window, lexicon, i, run)
    if (window.starved) return i
    if (!ending) return run.end
    if (!ending.held) return end(ending)
    give(ending.at, breakKind.clause)
    return run.end
  }

  function end({ at, next, paragraph, line }: Ending): number {
    give(at, paragraph ? breakKind.paragraph : breakKind.sentence)
    begin(next)
    if (line) window.lineStart = next
    return next
  }

  function begin(start: number): void {
    window.sentenceStart = start
    window.closes = 0
  }

  /** Ends a sentence before a list item or bullet that was seen up to `resume`. */
  function endBefore(start: number, resume: number): number {
    if (window.starved) return resume
    give(contentEnd(start), breakKind.sentence)
    begin(start)
    return resume
  }

  function breakLine(i: number): number {
    const gap = readGap(window, i)
    const at = contentEnd(i)
    const ends = at > window.sentenceStart && (gap.paragraph || lineEnds(window, lexicon, i, gap))
    if (window.starved) return i
    if (ends) give(at, gap.paragraph ? breakKind.paragraph : breakKind.sentence)
    if (ends || at <= window.sentenceStart) begin(gap.end)
    window.lineStart = gap.end
    return gap.end
  }

  /** End of what stands before the white space before `from`. */
  function contentEnd(from: number): number {
    let end = from
    while (from - end < gapLimit && isSpace(unitAt(window, end - 1))) end--
    // A mark that holds on to the space behind it: the white space is left to whoever cuts.
    return isPrepended(codePointBefore(window, end)) ? from : end
  }

  function pause(i: number): number {
    const at = pauseEnd(window, i)
    if (window.starved) return i
    if (at >= 0) give(at, breakKind.clause)
    return i + 1
  }

  /** Makes room for `count` more units: what no rule can reach any more goes. */
  function reserve(count: number): void {
    if (window.length + count <= window.codes.length) return
    const passed = Math.max(0, position - reach)
    const kept = window.length - passed
    const codes = kept + count <= window.codes.length ? window.codes : new Uint16Array(2 * (kept + count))
    codes.set(window.codes.subarray(passed, window.length))
    window.codes = codes
    window.length = kept
    window.base += passed
    position -= passed
    window.sentenceStart -= passed
    window.lineStart -= passed
    window.openedAt -= passed
  }

  return {
    push(text, from, to) {
      reserve(to - from)
      const { codes } = window
      let { length } = window
      for (let i = from; i < to; i++) codes[length++] = text.charCodeAt(i)
      window.length = length
      scan()
    },
    flush() {
      window.final = true
      scan()
    },
    settled: () => window.base + contentEnd(position - hindsight),
  }
}
