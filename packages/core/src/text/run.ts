import { classes, isDigit, isInvisible, isLetter, isSpace, unitClass } from './characters.ts'
import { outside, unitAt, type Window } from './window.ts'

/** One or more terminators in a row: `.`, `?!`, `…`, `. . .`, `。」` without its bracket. */
export interface Run {
  readonly end: number
  readonly kind: 'period' | 'mark' | 'full' | 'ellipsis' | 'double'
  /** `word. . . .`: where the period of the sentence ends and the ellipsis that opens the next one begins. */
  readonly split: number | undefined
}

/** The longest run taken as one; leaders such as `........` are read in runs of this length. */
const runLimit = 32
const spacedLimit = 8

export function readRun(window: Window, position: number): Run {
  let end = position
  let dots = 0
  let marks = 0
  let full = 0
  let ellipses = 0
  for (; end - position < runLimit; end++) {
    const unit = unitAt(window, end)
    if (unit === outside) break
    const kind = classes[unit]
    if (kind === unitClass.dot) {
      if (unit === 0x2e || isDecimal(window, end)) dots++
      else full++
    } else if (kind === unitClass.mark) marks++
    else if (kind === unitClass.full) full++
    else if (kind === unitClass.ellipsis) ellipses++
    else if (!isInvisible(unit)) break
  }
  if (marks > 0) return { end, kind: 'mark', split: undefined }
  if (full > 0) return { end, kind: 'full', split: undefined }
  if (ellipses > 0 || dots > 2) return { end, kind: 'ellipsis', split: undefined }
  if (dots === 2) return { end, kind: 'double', split: undefined }
  return readSpaced(window, position, end)
}

/** `. . .` with spaces, which typists and style guides use for an ellipsis. */
function readSpaced(window: Window, position: number, periodEnd: number): Run {
  let end = periodEnd
  let dots = 1
  while (dots < spacedLimit && isSpace(unitAt(window, end)) && unitAt(window, end + 1) === 0x2e) {
    const after = unitAt(window, end + 2)
    if (isLetter(after) || isDigit(after)) break
    end += 2
    dots++
  }
  if (dots < 3) return { end: periodEnd, kind: 'period', split: undefined }
  const attached = isLetter(unitAt(window, position - 1)) && dots > 3
  return { end, kind: 'ellipsis', split: attached ? periodEnd : undefined }
}

/** A full-width dot inside a number: ３．２９. */
function isDecimal(window: Window, position: number): boolean {
  return isDigit(unitAt(window, position - 1)) && isDigit(unitAt(window, position + 1))
}
