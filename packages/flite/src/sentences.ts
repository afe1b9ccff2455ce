/** A stretch of a text, by UTF-16 offsets. */
export interface Sentence {
  readonly index: number
  readonly text: string
  readonly start: number
  readonly end: number
}

/** A line break inside a sentence: wrapped text goes on in lower case. */
const wrap = /(?<![\r\n])\r?\n(?=[ \t]*\p{Ll})/gu

/** The sentences of a text, in order and without a gap, by the rules of Unicode. */
export function* sentences(text: string, { locale }: { readonly locale: string }): Generator<Sentence, void> {
  const unwrapped = text.replace(wrap, lineBreak => ' '.repeat(lineBreak.length))
  let index = 0
  for (const { segment, index: start } of new Intl.Segmenter(locale, { granularity: 'sentence' }).segment(unwrapped)) {
    yield { index, text: segment, start, end: start + segment.length }
    index += 1
  }
}
