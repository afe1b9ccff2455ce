import { classes, isDigit, isExtending, isLetter, isSpace, unitClass } from './characters.ts'
import type { Run } from './run.ts'
import { codePointAt, outside, unitAt, type Window } from './window.ts'

const emDash = 0x2014
const closingLimit = 3

/** Two scripts use a Latin pause as a terminator: Armenian the colon, Greek the semicolon. */
export function pauseRun(window: Window, position: number): Run | undefined {
  const before = unitAt(window, position - 1)
  const unit = unitAt(window, position)
  if (unit === 0x3a && before >= 0x531 && before <= 0x58a) return { end: position + 1, kind: 'full', split: undefined }
  const greek = (before >= 0x370 && before <= 0x3ff) || (before >= 0x1f00 && before <= 0x1fff)
  return unit === 0x3b && greek ? { end: position + 1, kind: 'mark', split: undefined } : undefined
}

/** Where a clause ends that the comma, colon or dash at `position` closes, or -1 when it closes none. */
export function pauseEnd(window: Window, position: number): number {
  const unit = unitAt(window, position)
  let end = position + 1
  while (end - position <= closingLimit && isClosing(unitAt(window, end))) end++
  const next = unitAt(window, end)
  if (next === outside) return -1
  if (isSpace(next)) return end
  if (classes[unit] === unitClass.widePause) {
    const between = isDigit(next) && isDigit(unitAt(window, position - 1))
    return between || classes[next] === unitClass.widePause || isExtending(codePointAt(window, end)) ? -1 : end
  }
  return unit === emDash && isLetter(next) && !isExtending(next) ? end : -1
}

function isClosing(unit: number): boolean {
  const kind = classes[unit]
  return kind === unitClass.closer || kind === unitClass.quote
}
