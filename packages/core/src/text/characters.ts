/** What a unit can mean to the scanner. Everything that is not listed in `members` is 0: the scanner steps over it. */
export const unitClass = {
  dot: 1,
  /** Ends a sentence when white space follows. */
  mark: 2,
  /** Ends a sentence whatever follows: scripts written without spaces, and terminators with no second meaning. */
  full: 3,
  ellipsis: 4,
  newline: 5,
  /** A pause when white space follows. */
  pause: 6,
  /** A pause whatever follows. */
  widePause: 7,
  opener: 8,
  closer: 9,
  /** Opens and closes with one shape, so context decides. */
  quote: 10,
  bullet: 11,
  /** Thai, Lao, Burmese, Khmer: no spaces between words, one ends a phrase. */
  unspaced: 12,
} as const

// The sentence terminators of Unicode 15 (Sentence_Terminal, BMP) with the pauses and pairs that go with them.
const members: readonly (readonly [number, string])[] = [
  [unitClass.dot, '.．'],
  [unitClass.mark, '!?‼⁇⁈⁉‽'],
  [unitClass.full, '。｡！？।॥؟۔։܀።፧፨။႐።។៕᠃᠉༎꓿꘎'],
  [unitClass.ellipsis, '…'],
  [unitClass.newline, '\n\r\v\f\u2028\u2029'],
  [unitClass.pause, ',;:—–·'],
  [unitClass.widePause, '，、；：､،؛፣፤፥၊՝།'],
  [unitClass.opener, '([{（［｛【「『｢《〈〔“„«‹‘'],
  [unitClass.closer, ')]}）］｝】」』｣》〉〕”»›’'],
  [unitClass.quote, '"＂'],
  [unitClass.bullet, '•⁃‣◦▪●■'],
]

const unspacedScripts: readonly (readonly [number, number])[] = [
  [0x0e01, 0x0e3a],
  [0x0e40, 0x0e4e],
  [0x0e81, 0x0eb9],
  [0x0ec0, 0x0ecd],
  [0x1000, 0x103f],
  [0x1780, 0x17d3],
]

function buildClasses(): Uint8Array {
  const classes = new Uint8Array(0x10000)
  for (const [first, last] of unspacedScripts) classes.fill(unitClass.unspaced, first, last + 1)
  for (const [value, units] of members) for (let i = 0; i < units.length; i++) classes[units.charCodeAt(i)] = value
  return classes
}

/** Class of every UTF-16 unit. A table, because the scanner asks for each unit of the text. */
export const classes: Uint8Array = /* @__PURE__ */ buildClasses()

/** Whether `String.prototype.trim` takes the unit for white space. */
export function isSpace(unit: number): boolean {
  if (unit <= 0x20) return unit === 0x20 || (unit >= 0x09 && unit <= 0x0d)
  if (unit < 0x1680) return unit === 0xa0
  return (
    unit === 0x1680 ||
    (unit >= 0x2000 && unit <= 0x200a) ||
    unit === 0x2028 ||
    unit === 0x2029 ||
    unit === 0x202f ||
    unit === 0x205f ||
    unit === 0x3000 ||
    unit === 0xfeff
  )
}

export function isDigit(unit: number): boolean {
  // ASCII, Arabic-Indic, Devanagari, full width.
  return (
    (unit >= 0x30 && unit <= 0x39) ||
    (unit >= 0x660 && unit <= 0x669) ||
    (unit >= 0x6f0 && unit <= 0x6f9) ||
    (unit >= 0x966 && unit <= 0x96f) ||
    (unit >= 0xff10 && unit <= 0xff19)
  )
}

/** Direction marks and variation selectors: seen by no reader, so by no rule. */
export function isInvisible(unit: number): boolean {
  return (
    (unit >= 0x200b && unit <= 0x200f) ||
    (unit >= 0x202a && unit <= 0x202e) ||
    (unit >= 0x2060 && unit <= 0x2069) ||
    unit === 0xfe0e ||
    unit === 0xfe0f
  )
}

export const letterCase = { none: 1, lower: 2, upper: 3, uncased: 4 } as const

const cases: Uint8Array = /* @__PURE__ */ new Uint8Array(0x10000)

/** Case of a unit: `none` when it is no letter. Marks count as uncased letters, for they sit inside words. */
export function caseOf(unit: number): number {
  if (unit < 0x80) {
    if (unit >= 0x61 && unit <= 0x7a) return letterCase.lower
    return unit >= 0x41 && unit <= 0x5a ? letterCase.upper : letterCase.none
  }
  const known = cases[unit]
  if (known) return known
  const found = lookUpCase(unit)
  cases[unit] = found
  return found
}

function lookUpCase(unit: number): number {
  // Half a pair: astral letters (historic scripts, rare ideographs) have no case worth knowing here.
  if (unit >= 0xd800 && unit <= 0xdfff) return letterCase.none
  const letter = String.fromCharCode(unit)
  if (!/[\p{L}\p{M}]/u.test(letter)) return letterCase.none
  // Georgian has capitals in Unicode that running text does not use.
  if (unit >= 0x10d0 && unit <= 0x10ff) return letterCase.uncased
  if (letter.toUpperCase() !== letter) return letterCase.lower
  return letter.toLowerCase() === letter ? letterCase.uncased : letterCase.upper
}

export function isLetter(unit: number): boolean {
  return unit >= 0 && caseOf(unit) !== letterCase.none
}

/** Ideographs and kana: a line of them may be broken between any two. */
export function isIdeographic(unit: number): boolean {
  return (
    (unit >= 0x3041 && unit <= 0x3096) ||
    (unit >= 0x30a1 && unit <= 0x30fa) ||
    (unit >= 0x3400 && unit <= 0x4dbf) ||
    (unit >= 0x4e00 && unit <= 0x9fff) ||
    (unit >= 0xf900 && unit <= 0xfaff)
  )
}

export function isUnspaced(unit: number): boolean {
  return unit >= 0 && classes[unit] === unitClass.unspaced
}

/** Whether the code point continues the grapheme before it (Grapheme_Extend, SpacingMark, emoji modifiers). */
export function isExtending(codePoint: number): boolean {
  if (codePoint < 0x300) return false
  // Zero width joiner, Thai and Lao am, half-width voicing marks.
  if (codePoint === 0x200d || codePoint === 0xe33 || codePoint === 0xeb3) return true
  if (codePoint === 0xff9e || codePoint === 0xff9f) return true
  return /[\p{M}\p{Grapheme_Extend}\p{Emoji_Modifier}]/u.test(String.fromCodePoint(codePoint))
}

/** Whether the code point holds on to what follows it: number signs and the like (Grapheme_Cluster_Break=Prepend). */
export function isPrepended(codePoint: number): boolean {
  if (codePoint < 0x600) return false
  return /[\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\u0d4e\u{110bd}\u{110cd}\u{111c2}\u{111c3}\u{1193f}\u{11941}\u{11a3a}\u{11a84}-\u{11a89}\u{11d46}\u{11f02}]/u.test(
    String.fromCodePoint(codePoint),
  )
}
