/** Signs that flite would drop or misread, as words or as the ASCII that it knows. */
const replacements: Readonly<Record<string, string>> = {
  '‘': "'",
  '’': "'",
  '‛': "'",
  '′': "'",
  '“': '"',
  '”': '"',
  '„': '"',
  '«': '"',
  '»': '"',
  '‐': '-',
  '‑': '-',
  '–': '-',
  '−': '-',
  // Two hyphens are a pause to flite, one is nothing.
  '—': ' -- ',
  '―': ' -- ',
  '€': ' euros ',
  '£': ' pounds ',
  '¥': ' yen ',
  '°': ' degrees ',
  '×': ' times ',
  '÷': ' divided by ',
  '±': ' plus or minus ',
  '≈': ' about ',
  '≠': ' is not ',
  '≤': ' is at most ',
  '≥': ' is at least ',
  '²': ' squared ',
  '³': ' cubed ',
  µ: ' micro ',
  // Normalisation would glue it to the number before it: "1½" is not 11/2.
  '¼': ' 1/4 ',
  '½': ' 1/2 ',
  '¾': ' 3/4 ',
  '©': ' copyright ',
  '®': ' registered ',
  '™': ' trademark ',
  // Letters without a decomposition.
  Æ: 'AE',
  æ: 'ae',
  Ð: 'D',
  ð: 'd',
  Đ: 'D',
  đ: 'd',
  ı: 'i',
  Ł: 'L',
  ł: 'l',
  Ø: 'O',
  ø: 'o',
  Œ: 'OE',
  œ: 'oe',
  ß: 'ss',
  ẞ: 'SS',
  Þ: 'Th',
  þ: 'th',
}

/** "£5" is said "five pounds". */
const currencyBefore = /([€£¥])\s?(\d+(?:[.,]\d+)*)/g
/** flite takes angle brackets for quotation marks and is silent on them. */
const comparisons: readonly [RegExp, string][] = [
  [/\s<=?\s/g, ' is less than '],
  [/\s>=?\s/g, ' is greater than '],
]

/**
 * A text as flite can say it: printable ASCII, one line, single spaces. Accents are dropped (café is said cafe),
 * typographic signs become words or plain punctuation, and what has no Latin form (other scripts, emoji,
 * control characters) becomes a space.
 * @returns `undefined` when no letter or digit is left: flite would be silent.
 */
export const sayable = (text: string): string | undefined => {
  let said = text.replace(currencyBefore, '$2$1')
  for (const [sign, words] of comparisons) said = said.replace(sign, words)
  said = said
    .replace(/[^\p{ASCII}]/gu, sign => replacements[sign] ?? sign)
    .normalize('NFKD')
    .replace(/[\p{M}\p{Cf}]/gu, '')
    .replace(/\u2044/g, '/')
    .replace(/[^\x21-\x7e]+/g, ' ')
    .trim()
  return /[A-Za-z0-9]/.test(said) ? said : undefined
}
