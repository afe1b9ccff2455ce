import { createSegmenter } from './segmenter.ts'
import { type Segment, sentences } from './sentences.ts'

export interface FilePlanOptions {
  readonly maxLength: number
  readonly locale: string | undefined
  /** Requests that go at once. */
  readonly concurrency: number
}

/** What one more request costs, in units of text that could be said instead. Between a fast local server and a far one. */
const requestCost = 256
/** Shorter segments would cost more in requests than they save by going at once. */
const leastLength = 1000
/** Sentences end where they end: segments aim a little below the limit. */
const fill = 0.95
/** A paragraph's end wins over a sentence's that is closer to the aim by less than this share of a segment. */
const paragraphBonus = 0.02

/** A sentence, or what is left of one that is longer than the limit. */
interface Piece {
  readonly start: number
  readonly end: number
  readonly endsParagraph: boolean
}

/**
 * Cuts a whole text for `concurrency` requests at once: the first sentence by itself, so that audio begins at once, then
 * segments of one length, as few as will do in whole waves. The request that follows the first sentence is shorter by as
 * much, so that a wave ends together. A text within the limit is one segment. Depends on its arguments alone.
 */
export function planFile(text: string, { maxLength, locale, concurrency }: FilePlanOptions): Segment[] {
  const pieces = piecesOf(text, maxLength, locale)
  const first = pieces[0]
  const last = pieces.at(-1)
  if (!first || !last) return []
  const length = last.end - first.start
  if (length <= maxLength)
    return [{ index: 0, text: text.slice(first.start, last.end), start: first.start, end: last.end }]

  const aims = aimsFor(length, first.end - first.start, maxLength, concurrency)
  const segments: Segment[] = []
  for (let at = 0; at < pieces.length; ) {
    const start = pieces[at]?.start ?? 0
    const until = lastPiece(pieces, at, first.start + aims.next(start - first.start), maxLength, aims.size)
    const end = pieces[until]?.end ?? 0
    segments.push({ index: segments.length, text: text.slice(start, end), start, end })
    at = until + 1
  }
  return segments
}

interface Aims {
  /** Usual length of a segment. */
  readonly size: number
  /** Where the segment that begins at `start` should end, both from the start of the text. */
  next(start: number): number
}

function aimsFor(length: number, first: number, maxLength: number, concurrency: number): Aims {
  const longest = fill * maxLength
  const least = Math.min(leastLength, longest)
  const work = length + requestCost
  const waves = Math.ceil(work / (concurrency * longest))
  const count = Math.max(1, Math.min(waves * concurrency, Math.floor(work / least)), Math.ceil(work / longest))
  const size = work / count
  const lead = first + requestCost
  // A first sentence that is nearly a segment is one.
  const ends = lead > 0.75 * size ? [] : [first]
  const shorter = ends.length > 0 ? Math.min(concurrency, count) : 0
  let sum = ends.length > 0 ? first : 0
  for (let number = 1; number <= count; number++) {
    sum += shorter === 0 ? length / count : number === shorter ? size - lead : size
    ends.push(sum)
  }
  let passed = 0
  return {
    size,
    next(start) {
      // An aim that the segment before has all but reached is met.
      while (passed < ends.length - 1 && (ends[passed] ?? 0) - start < (passed > 0 ? size / 4 : 1)) passed++
      return ends[passed++] ?? Number.POSITIVE_INFINITY
    },
  }
}

/** Index of the piece that a segment from piece `at` on should end with: nearest to the aim, within the limit. */
function lastPiece(pieces: readonly Piece[], at: number, aim: number, maxLength: number, size: number): number {
  const start = pieces[at]?.start ?? 0
  let best = at
  let least = Number.POSITIVE_INFINITY
  for (let i = at; i < pieces.length; i++) {
    const piece = pieces[i]
    if (!piece || piece.end - start > maxLength) break
    const distance = Math.abs(aim - piece.end) - (piece.endsParagraph ? paragraphBonus * size : 0)
    if (distance <= least || aim === Number.POSITIVE_INFINITY) {
      best = i
      least = distance
    }
    if (piece.end > aim + paragraphBonus * size) break
  }
  return best
}

function piecesOf(text: string, maxLength: number, locale: string | undefined): Piece[] {
  const pieces: Piece[] = []
  let before: Segment | undefined
  for (const sentence of sentences(text, { locale })) {
    if (before) add(before, hasBlankLine(text, before.end, sentence.start))
    before = sentence
  }
  if (before) add(before, true)
  return pieces

  function add(sentence: Segment, endsParagraph: boolean): void {
    if (sentence.end - sentence.start <= maxLength) {
      pieces.push({ start: sentence.start, end: sentence.end, endsParagraph })
      return
    }
    const segmenter = createSegmenter({ maxLength, locale })
    for (const { start, end } of [...segmenter.push(sentence.text), ...segmenter.flush()]) {
      pieces.push({ start: sentence.start + start, end: sentence.start + end, endsParagraph })
    }
  }
}

function hasBlankLine(text: string, from: number, to: number): boolean {
  let newlines = 0
  for (let i = from; i < to; i++) if (text.charCodeAt(i) === 0x0a) newlines++
  return newlines > 1
}
