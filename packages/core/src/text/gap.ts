import { isSpace } from './characters.ts'
import { gapLimit, unitAt, type Window } from './window.ts'

/** White space from a position on, up to `gapLimit` units. */
export interface Gap {
  readonly end: number
  readonly newlines: number
  /** The text ends, a line is left blank, or there is more white space than rules read across. */
  readonly paragraph: boolean
}

export function readGap(window: Window, position: number): Gap {
  let end = position
  let newlines = 0
  for (; end - position < gapLimit; end++) {
    const unit = unitAt(window, end)
    if (!isSpace(unit)) break
    // \r\n is one: its \r counts only when it stands alone.
    if (unit === 0x0a || unit === 0x2028 || (unit === 0x0d && unitAt(window, end + 1) !== 0x0a)) newlines++
    else if (unit === 0x0c || unit === 0x2029) newlines += 2
  }
  return { end, newlines, paragraph: newlines > 1 || end - position >= gapLimit }
}

/** What ends a sentence, with the white space behind it. */
export interface Ending {
  /** Where the sentence ends, white space left out. */
  readonly at: number
  /** Where the next one begins. */
  readonly next: number
  readonly paragraph: boolean
  /** A new line begins between the two. */
  readonly line: boolean
  /** A bracket or quotation is under way, which the sentence may go on behind. */
  readonly held: boolean
}

/** The ending at `at` with the white space behind it. */
export function endingAt(window: Window, at: number, held: boolean): Ending {
  const gap = readGap(window, at)
  return { at, next: gap.end, paragraph: gap.paragraph, line: gap.newlines > 0, held: held && !gap.paragraph }
}
