/**
 * The stretch of text the rules may look at, as UTF-16 units. Positions are indexes into `codes`.
 *
 * A rule reads ahead with `unitAt`. Where the text has not arrived yet, `unitAt` answers as if it ended and sets
 * `starved`; the scanner then throws the rule's answer away and asks again when there is more. An answer that counts has
 * thus seen nothing but real text, which is why the pieces the text comes in cannot change it.
 */
export interface Window {
  codes: Uint16Array
  length: number
  /** Offset of `codes[0]` in the source. */
  base: number
  /** No more text will come. */
  final: boolean
  starved: boolean
  sentenceStart: number
  lineStart: number
  /** The unit that closes the bracket or quotation under way, 0 when there is none. */
  closes: number
  openedAt: number
  /** Brackets of the same shape opened inside it. */
  nested: number
}

/** What `unitAt` gives outside the text. */
export const outside = -1

/** How far back rules may look. The scanner keeps this much; rules ignore what lies further away, kept or not. */
export const reach = 512

/** The longest run of white space a rule reads across. A longer one ends the sentence. */
export const gapLimit = 64

export function createWindow(): Window {
  return {
    codes: new Uint16Array(2048),
    length: 0,
    base: 0,
    final: false,
    starved: false,
    sentenceStart: 0,
    lineStart: 0,
    closes: 0,
    openedAt: 0,
    nested: 0,
  }
}

export function unitAt(window: Window, position: number): number {
  if (position < window.length) return position < 0 ? outside : (window.codes[position] ?? outside)
  if (!window.final) window.starved = true
  return outside
}

/** The code point that begins at `position`, or `outside`. */
export function codePointAt(window: Window, position: number): number {
  const unit = unitAt(window, position)
  if ((unit & 0xfc00) !== 0xd800) return unit
  const low = unitAt(window, position + 1)
  return (low & 0xfc00) === 0xdc00 ? ((unit & 0x3ff) << 10) + (low & 0x3ff) + 0x10000 : unit
}

/** The code point that ends at `position`, or `outside`. */
export function codePointBefore(window: Window, position: number): number {
  const low = (unitAt(window, position - 1) & 0xfc00) === 0xdc00
  return codePointAt(window, position - (low ? 2 : 1))
}

/** Text between two positions, for looking words up. */
export function textBetween(window: Window, from: number, to: number): string {
  let text = ''
  for (let i = from; i < to; i++) text += String.fromCharCode(window.codes[i] ?? 0)
  return text
}
