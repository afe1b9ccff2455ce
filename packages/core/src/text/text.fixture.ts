import fc from 'fast-check'

/** Without this, arrays and strings stay a few units long, and properties of text test next to nothing. */
export const atFullSize = { size: 'max' } as const

/** What rules look at, in every order: terminators, pauses, pairs, white space, abbreviations, list markers, marks. */
const pieces = [
  ...'.!?…,;:—–-()[]"\'“”‘’«»„*_#/@&%$1239',
  ...['。', '！', '？', '，', '、', '「', '」', '（', '）', '．', '।', '؟', '،', '։', '።', '፧', '။', '•', '⁃'],
  ...[' ', ' ', ' ', '  ', '\n', '\n\n', '\r\n', '\r', '\t', '\f', '\u00a0', '\u200b', '\u2028', '\u3000', '\ufeff'],
  ...[
    '. ',
    '. ',
    '! ',
    '? ',
    ', ',
    '... ',
    '. . . . ',
    '.) ',
    ') ',
    '." ',
    '.” ',
    '\n- ',
    '\n1. ',
    '2. ',
    'b) ',
    '[1] ',
  ],
  ...['Mr', 'Dr', 'U.S', 'e.g', 'p.m', 'No', 'etc', 'Inc', 'I', 'A', 'The', 'Then', 'he', 'said', 'world', 'München'],
  ...['例えば', '今天', 'สวัสดีครับ', 'ภาษาไทย', 'कैसे', 'مرحبا', 'Привет', 'Ολα', 'Այո', 'እንደምን', '한국어'],
  ...['\u0301', '\u0308\u0301', '\u200d', '\ufe0f', '\u0600', '\u0e33', '\u3099', '\u1161', '\u094d', '\u{1f3fd}'],
  ...['😀', '👩‍👩‍👧', '🇩🇪', '🇫', '𝒳', '𠮷', '\u{e0100}', '\u{110bd}', '‼', '©️', 'ﬁ'],
] as const

/** Text as people and machines write it, up to some thousand units, well-formed. */
export const someText: fc.Arbitrary<string> = fc.oneof(
  {
    arbitrary: fc.array(fc.constantFrom(...pieces), { maxLength: 500, ...atFullSize }).map(parts => parts.join('')),
    weight: 6,
  },
  { arbitrary: fc.string({ unit: 'grapheme', maxLength: 400, ...atFullSize }), weight: 1 },
  { arbitrary: fc.string({ unit: 'binary', maxLength: 400, ...atFullSize }), weight: 1 },
  {
    arbitrary: fc
      .array(fc.lorem({ mode: 'sentences', maxCount: 6, ...atFullSize }), { maxLength: 6, ...atFullSize })
      .map(text => text.join('\n\n')),
    weight: 1,
  },
)

/** Limits from the smallest to more than `someText` gives. */
export const someLimit: fc.Arbitrary<number> = fc.oneof(
  fc.integer({ min: 2, max: 12 }),
  fc.integer({ min: 13, max: 200 }),
  fc.integer({ min: 201, max: 4096 }),
)

export const someLocale: fc.Arbitrary<string | undefined> = fc.constantFrom(undefined, 'en', 'de', 'es-MX', 'ja', 'xx')

/** Cuts a text into pieces at positions that come from a seed; every other seed gives single units. */
export function partition(text: string, cuts: readonly number[]): string[] {
  const places = [...new Set(cuts.map(cut => cut % (text.length + 1)))].sort((a, b) => a - b)
  return [...places, text.length].map((end, i) => text.slice(places[i - 1] ?? 0, end))
}

export function withoutSpace(text: string): string {
  return text.replace(/\s+/g, '')
}
