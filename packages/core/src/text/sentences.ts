import { blockLength, breakKind, createScanner } from './boundary.ts'
import { contentEnd, contentStart } from './trim.ts'

/** A stretch of a text, verbatim: `text` is the source from `start` to `end`, in UTF-16 units, white space around it left out. */
export interface Segment {
  /** Number in its text, from 0. */
  readonly index: number
  readonly text: string
  readonly start: number
  readonly end: number
}

export interface SentenceOptions {
  /**
   * BCP 47 tag of the text's language, for abbreviations and ordinals.
   * @default English, the commonest of other languages in Latin letters, and every other script
   */
  readonly locale?: string | undefined
}

/**
 * The sentences of a text, whatever their length, found as they are asked for.
 * @throws `InvalidRequestError` while iterating, when `locale` is no BCP 47 tag
 */
export function* sentences(text: string, { locale }: SentenceOptions = {}): Generator<Segment, void> {
  const ends: number[] = []
  const scanner = createScanner({
    locale,
    onBreak: (offset, kind) => {
      if (kind >= breakKind.sentence) ends.push(offset)
    },
  })
  let start = 0
  let index = 0
  for (let from = 0; from < text.length; from += blockLength) {
    const to = Math.min(text.length, from + blockLength)
    scanner.push(text, from, to)
    if (to === text.length) {
      scanner.flush()
      ends.push(text.length)
    }
    for (const end of ends.splice(0)) {
      const first = contentStart(text, start, end)
      const last = contentEnd(text, first, end)
      if (first < last) yield { index: index++, text: text.slice(first, last), start: first, end: last }
      start = last
    }
  }
}
