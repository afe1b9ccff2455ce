// The names of U+00A0 to U+00FF (HTML 4.01, section 24.2.1), in order.
const latin1: readonly string[] = (
  'nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute ' +
  'micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring ' +
  'AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml ' +
  'times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil ' +
  'egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ' +
  'ugrave uacute ucirc uuml yacute thorn yuml'
).split(' ')

/**
 * What running text has beside them. HTML has two thousand names more, most of them for formulas; those stay as they
 * are written, for they would add half to the size of this entry.
 */
const others: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  ndash: '–',
  mdash: '—',
  hellip: '…',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
  bdquo: '„',
  bull: '•',
  thinsp: '\u2009',
  ensp: '\u2002',
  emsp: '\u2003',
  zwj: '\u200D',
  zwnj: '\u200C',
  euro: '€',
  trade: '™',
  larr: '←',
  rarr: '→',
  rArr: '⇒',
  uarr: '↑',
  darr: '↓',
  minus: '−',
  asymp: '≈',
  ne: '≠',
  le: '≤',
  ge: '≥',
  radic: '√',
  infin: '∞',
  oelig: 'œ',
  scaron: 'š',
}

/** The character that an entity stands for, without its `&` and `;`. */
export function decodeEntity(entity: string): string | undefined {
  if (!entity.startsWith('#')) {
    const index = latin1.indexOf(entity)
    if (index >= 0) return String.fromCharCode(0xa0 + index)
    return Object.hasOwn(others, entity) ? others[entity] : undefined
  }
  const isHex = entity[1] === 'x' || entity[1] === 'X'
  const code = Number.parseInt(entity.slice(isHex ? 2 : 1), isHex ? 16 : 10)
  // As CommonMark has it: what is no character is the replacement character.
  const isCharacter = code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff)
  return isCharacter ? String.fromCodePoint(code) : '\uFFFD'
}
