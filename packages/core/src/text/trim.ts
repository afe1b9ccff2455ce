import { isExtending, isPrepended, isSpace } from './characters.ts'

/**
 * First index in `text` from `from` on that is not white space, `to` if there is none. A space that carries a combining
 * mark is one grapheme with it and stays.
 */
export function contentStart(text: string, from: number, to: number): number {
  let start = from
  while (start < to && isSpace(text.charCodeAt(start))) start++
  if (start === to || start === from || text.charCodeAt(start) < 0x300) return start
  return isExtending(text.codePointAt(start) ?? 0) && joins(text.charCodeAt(start - 1)) ? start - 1 : start
}

/**
 * End of `text` between `from` and `to` without the white space at its end. A space that a prepended mark holds on to is
 * one grapheme with it and stays.
 */
export function contentEnd(text: string, from: number, to: number): number {
  let end = to
  while (end > from && isSpace(text.charCodeAt(end - 1))) end--
  if (end === to || end === from || text.charCodeAt(end - 1) < 0x600) return end
  const pair = (text.charCodeAt(end - 1) & 0xfc00) === 0xdc00
  const last = text.codePointAt(pair ? end - 2 : end - 1) ?? 0
  return isPrepended(last) && joins(text.charCodeAt(end)) ? end + 1 : end
}

/** Spaces that a mark can sit on. Line ends and other controls stand alone. */
function joins(space: number): boolean {
  return space >= 0x20 && space !== 0x2028 && space !== 0x2029 && space !== 0xfeff
}
