import { blockLength, createScanner, type Scanner } from './boundary.ts'
import { isSpace } from './characters.ts'
import { cutReach, forcedCut } from './cut.ts'
import type { Segment } from './sentences.ts'
import { contentEnd, contentStart } from './trim.ts'

/** Text that has arrived and was not given out yet, with the places where it may be cut. Offsets are those of the source. */
export interface Holding {
  /** Takes the next piece; `onProgress` is called each time more of it is understood. */
  push(text: string): void
  /** The text ends here: everything about it is known now. */
  end(): void
  /** Where the next segment begins, or -1 while there is nothing but white space. */
  start(): number
  /** Whether everything is known that bears on a cut at or before `offset`. */
  knows(offset: number): boolean
  /** End of what has arrived up to a little beyond `offset`, without white space at its end. */
  contentEnd(offset: number): number
  /** The first break of `kind` or better at or after `offset`, or -1. */
  firstBreak(kind: number, offset: number): number
  /** The last break of `kind` or better after `start()` and at or before `limit`, or -1. */
  lastBreak(kind: number, limit: number): number
  /** The best cut at or before `limit` where no clause ends: between words, else between graphemes. */
  forcedCut(limit: number): number
  /** Gives out the text up to `end`, without the white space at its end. */
  take(end: number): Segment
  /** Begins a new text at offset 0. */
  reset(): void
}

export interface HoldingOptions {
  readonly locale: string | undefined
  /** The longest stretch that will be taken. */
  readonly maxLength: number
  readonly onProgress: () => void
}

/** Where nothing but white space follows, a segment ends with the text. White space as long as this is not waited out. */
const horizon = 128

export function createHolding({ locale, maxLength, onProgress }: HoldingOptions): Holding {
  const offsets: number[] = []
  const kinds: number[] = []
  // Breaks before this index have been passed.
  let passed = 0
  let scanner: Scanner = newScanner()
  let held = ''
  /** Offset of `held` in the source. */
  let origin = 0
  /** What was given out ends here. */
  let cursor = 0
  let start = -1
  let index = 0
  let final = false

  function newScanner(): Scanner {
    return createScanner({
      locale,
      onBreak: (offset, kind) => {
        offsets.push(offset)
        kinds.push(kind)
      },
    })
  }

  function total(): number {
    return origin + held.length
  }

  function findStart(): number {
    if (start >= 0 || held === '') return start
    const first = origin + contentStart(held, cursor - origin, held.length)
    if (first < total()) {
      // Half a pair does not tell yet whether it is a mark.
      if (!final && first === total() - 1 && isHigh(held.charCodeAt(first - origin))) return start
      // A space goes with the mark on it, unless the mark is a pair and the three do not fit.
      const tooLong =
        maxLength < 3 && isSpace(held.charCodeAt(first - origin)) && isHigh(held.charCodeAt(first + 1 - origin))
      start = tooLong ? first + 1 : first
      dropPassed()
    } else if (first > cursor) {
      // White space is not kept, but for the last unit: a combining mark may come to sit on it.
      held = held.slice(-1)
      origin = first - 1
      cursor = origin
    }
    return start
  }

  function dropPassed(): void {
    while (passed < offsets.length && (offsets[passed] ?? 0) <= start) passed++
    if (passed < 512) return
    offsets.splice(0, passed)
    kinds.splice(0, passed)
    passed = 0
  }

  function reset(): void {
    offsets.length = 0
    kinds.length = 0
    passed = 0
    scanner = newScanner()
    held = ''
    origin = 0
    cursor = 0
    start = -1
    index = 0
    final = false
  }

  return {
    push(text) {
      held += text
      for (let from = 0; from < text.length; from += blockLength) {
        scanner.push(text, from, Math.min(text.length, from + blockLength))
        onProgress()
      }
      if (cursor > origin) {
        held = held.slice(cursor - origin)
        origin = cursor
      }
    },
    end() {
      scanner.flush()
      final = true
      onProgress()
    },
    start: findStart,
    knows(offset) {
      if (final) return true
      if (total() < offset + cutReach || scanner.settled() < offset) return false
      return contentStart(held, offset - origin, held.length) < held.length || total() >= offset + horizon
    },
    contentEnd(offset) {
      const to = Math.min(held.length, offset + horizon - origin)
      return origin + contentEnd(held, findStart() - origin, to)
    },
    firstBreak(kind, offset) {
      for (let i = passed; i < offsets.length; i++) {
        const found = offsets[i] ?? 0
        if (found >= offset && (kinds[i] ?? 0) >= kind) return found
      }
      return -1
    },
    lastBreak(kind, limit) {
      let last = -1
      for (let i = passed; i < offsets.length; i++) {
        const found = offsets[i] ?? 0
        if (found > limit) break
        if ((kinds[i] ?? 0) >= kind) last = found
      }
      return last
    },
    forcedCut: limit => origin + forcedCut(held, findStart() - origin, limit - origin),
    take(end) {
      const first = findStart()
      const last = contentEnd(held, first - origin, end - origin) + origin
      const text = held.slice(first - origin, last - origin)
      cursor = last
      start = -1
      return { index: index++, text, start: first, end: last }
    },
    reset,
  }
}

function isHigh(unit: number): boolean {
  return (unit & 0xfc00) === 0xd800
}
