import { classes, isDigit, isSpace, unitClass } from './characters.ts'
import { outside, reach, unitAt, type Window } from './window.ts'

/** `1.` `1)` `1.)` `a.` `a)` `(a)` `(iv)`: the value, and the shape that the next item of the same list has too. */
interface Marker {
  readonly value: number
  readonly shape: string
  readonly end: number
}

const markerLimit = 8

/** Whether an item of a list begins at `position`, judged by its marker alone. */
export function isListMarker(window: Window, position: number): boolean {
  const unit = unitAt(window, position)
  if (unit === outside) return false
  if (classes[unit] === unitClass.bullet) return true
  const marker = readMarker(window, position)
  if (!marker) return false
  if (marker.shape.includes(')')) return true
  // "a." may be an abbreviation, "1." a number: they count where a list begins or goes on.
  if (marker.shape === 'a.') return marker.value === 1 || continuesList(window, position, marker)
  return marker.shape === '1.' && continuesList(window, position, marker)
}

/** Start of an item whose marker has its last sign at `last`, when it begins a list or goes on with its sentence's; or -1. */
export function inlineItemStart(window: Window, last: number): number {
  if (!isMarkerEnd(window, last)) return -1
  let start = last
  while (start > 0 && last - start < markerLimit && !isSpace(unitAt(window, start - 1))) start--
  if (start <= window.sentenceStart || !isSpace(unitAt(window, start - 1))) return -1
  const marker = readMarker(window, start)
  if (marker?.end !== last + 1) return -1
  return continuesList(window, start, marker) || beginsAfterColon(window, start, marker) ? start : -1
}

/** Rules out at a glance what most dots and brackets end: words. */
function isMarkerEnd(window: Window, last: number): boolean {
  const dotted = unitAt(window, last - 1) === 0x2e ? last - 1 : last
  const sign = unitAt(window, dotted - 1)
  return isDigit(sign) || !isAsciiLetter(unitAt(window, dotted - 2)) || isRoman(sign)
}

/** Whether the number or letter before the dot at `dot` is the marker of the item it stands in. */
export function isOwnMarker(window: Window, dot: number): boolean {
  const start = itemStart(window)
  if (dot - start > markerLimit) return false
  const end = readMarker(window, start)?.end
  return end === dot + 1 || end === dot + 2
}

function continuesList(window: Window, position: number, marker: Marker): boolean {
  // Capitals with a dot are initials far more often: "A. Lincoln met B. Franklin".
  if (marker.shape === 'A.' || position - window.sentenceStart > reach - 32) return false
  const first = readMarker(window, itemStart(window))
  return first !== undefined && first.shape === marker.shape && marker.value === first.value + 1
}

/** "You need: 1. milk 2. eggs" */
function beginsAfterColon(window: Window, position: number, { value, shape }: Marker): boolean {
  return value === 1 && shape.startsWith('1') && unitAt(window, position - 2) === 0x3a
}

/** Whether what stands at `position` is the first thing of its sentence, where headings have their number. */
export function opensItem(window: Window, position: number): boolean {
  return position - window.sentenceStart <= markerLimit && itemStart(window) === position
}

/** Where the sentence's own words begin: past white space and a bullet. */
function itemStart(window: Window): number {
  let start = window.sentenceStart
  for (let skipped = 0; skipped < markerLimit; skipped++) {
    const unit = unitAt(window, start)
    if (!isSpace(unit) && !(unit !== outside && classes[unit] === unitClass.bullet)) break
    start++
  }
  return start
}

function readMarker(window: Window, position: number): Marker | undefined {
  let at = position
  // A word, which is what stands here most often.
  if (isAsciiLetter(unitAt(window, at)) && isAsciiLetter(unitAt(window, at + 1)) && !isRoman(unitAt(window, at)))
    return undefined
  let shape = ''
  if (unitAt(window, at) === 0x28) {
    shape = '('
    at++
  }
  const first = unitAt(window, at)
  let value = 0
  if (isDigit(first)) {
    shape += '1'
    for (; at - position < 3 && isDigit(unitAt(window, at)); at++) value = value * 10 + (unitAt(window, at) & 0xf)
  } else {
    const roman = readRoman(window, at)
    if (!roman && !isAsciiLetter(first)) return undefined
    // Small and capital letters are lists of their own; so are "i)" to "x)" in each.
    shape += first >= 0x61 ? 'a' : 'A'
    value = (first | 0x20) - 0x60
    at += Math.max(roman, 1)
  }
  let closing = unitAt(window, at)
  if (closing === 0x2e) {
    shape += '.'
    closing = unitAt(window, ++at)
  }
  if (closing === 0x29) {
    shape += ')'
    at++
  }
  if (!shape.endsWith(')') && (shape.startsWith('(') || !shape.endsWith('.'))) return undefined
  const after = unitAt(window, at)
  return isSpace(after) || after === outside ? { value, shape, end: at } : undefined
}

/** How many units of small roman numeral stand at `position`. */
function readRoman(window: Window, position: number): number {
  let at = position
  while (at - position < 5) {
    if (!isRoman(unitAt(window, at))) break
    at++
  }
  return at - position
}

function isRoman(unit: number): boolean {
  return unit === 0x69 || unit === 0x76 || unit === 0x78
}

function isAsciiLetter(unit: number): boolean {
  return (unit >= 0x61 && unit <= 0x7a) || (unit >= 0x41 && unit <= 0x5a)
}
