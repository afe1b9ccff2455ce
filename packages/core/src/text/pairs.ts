import { classes, isLetter, isSpace, unitClass } from './characters.ts'
import { isHeld } from './closing.ts'
import { outside, unitAt, type Window } from './window.ts'

const closerOf: Readonly<Record<string, string>> = {
  '(': ')',
  '[': ']',
  '{': '}',
  '（': '）',
  '［': '］',
  '｛': '｝',
  '【': '】',
  '「': '」',
  '『': '』',
  '｢': '｣',
  '《': '》',
  '〈': '〉',
  '〔': '〕',
  '“': '”',
  // German opens low and closes with what English opens with.
  '„': '“',
  '«': '»',
  '‹': '›',
  '‘': '’',
  // Reversed guillemets and the Finnish and Swedish way of quoting, when nothing is open.
  '»': '«',
  '”': '”',
  '"': '"',
  '＂': '＂',
}

/** Follows brackets and quotations at `position`. Only the outermost is tracked: what it holds stays together anyway. */
export function trackPair(window: Window, position: number): void {
  const unit = unitAt(window, position)
  const before = unitAt(window, position - 1)
  const after = unitAt(window, position + 1)
  if (window.starved) return
  const held = isHeld(window, position)
  if (held && unit === window.closes && !reopens(unit, before, after)) {
    if (unit === 0x2019 && isLetter(after)) return
    if (window.nested > 0) window.nested--
    else window.closes = 0
    return
  }
  const closer = closerOf[String.fromCharCode(unit)]
  if (closer === undefined || !canOpen(unit, before, after)) return
  const closes = closer.charCodeAt(0)
  if (held && unit !== closes) {
    if (closes === window.closes) window.nested++
    return
  }
  if (held && closes !== window.closes) return
  window.closes = closes
  window.openedAt = position
  window.nested = 0
}

/** A straight quote with a space before and none behind it opens, even where one was left open. */
function reopens(unit: number, before: number, after: number): boolean {
  return classes[unit] === unitClass.quote && isSpace(before) && !isSpace(after) && after !== outside
}

function canOpen(unit: number, before: number, after: number): boolean {
  // ":( " and stray signs. French sets a space inside its guillemets.
  if ((isSpace(after) && unit !== 0xab) || after === outside) return false
  const kind = classes[unit]
  // “ that closes in German where „ was typed in another way.
  if (unit === 0x201c && classes[after] === unitClass.pause) return false
  if (unit === 0x2018) return !isLetter(before)
  if (kind === unitClass.opener) return true
  return (
    before === outside || isSpace(before) || classes[before] === unitClass.opener || classes[before] === unitClass.pause
  )
}
