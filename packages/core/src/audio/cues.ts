import { sentences } from '../text/segment.ts'
import type { Span } from './report.ts'

/** When a stretch of text is heard. */
export interface Cue {
  readonly text: string
  /** Seconds from the start of the audio. */
  readonly start: number
  /** Seconds from the start of the audio. */
  readonly end: number
  /** UTF-16 offsets into the text that was given. */
  readonly source: { readonly start: number; readonly end: number }
  /**
   * How the start is known: `measured` in samples or frames, `reported` by the server, or `estimated` from the letters
   * between two such times.
   */
  readonly precision: 'measured' | 'reported' | 'estimated'
}

/** How finely time is told. */
export type CueUnit = 'segment' | 'sentence' | 'word'

/** Where something stands in a segment's text. */
interface Piece {
  readonly text: string
  readonly start: number
  readonly end: number
}

/** The cues of what was spoken. Segment edges are measured; inside, time passes with letters from mark to mark. */
export function cuesOf(spans: readonly Span[], unit: CueUnit, locale: string | undefined): readonly Cue[] {
  return spans.flatMap(span => {
    const pieces = piecesOf(span.segment.text, unit, locale)
    const starts = unit === 'segment' ? [] : startsOf(pieces, span)
    return pieces.map((piece, index): Cue => {
      const { time, reported } = starts[index] ?? { time: span.start, reported: false }
      // The last ends where the segment does, to the sample.
      const end = starts[index + 1]?.time ?? span.end
      const precision = reported ? 'reported' : pieces.length === 1 ? 'measured' : 'estimated'
      return { text: piece.text, start: time, end, source: sourceOf(span, piece), precision }
    })
  })
}

interface Start {
  readonly time: number
  readonly reported: boolean
}

/** When each piece begins: as the server says, or, between two such times, as its letters have it. */
function startsOf(pieces: readonly Piece[], span: Span): readonly Start[] {
  const reported = reportedTimes(pieces, span)
  const weights = pieces.map(({ text }) => weight(text))
  const starts: Start[] = []
  for (let from = 0; from < pieces.length; ) {
    // From one known time to the next, or to the end of the segment.
    const next = reported.findIndex((time, index) => index > from && time !== undefined)
    const until = next === -1 ? pieces.length : next
    const known = reported[from]
    const start = known ?? span.start
    const length = (reported[until] ?? span.end) - start
    const total = weights.slice(from, until).reduce((sum, weight) => sum + weight, 0)
    let passed = 0
    for (; from < until; from++) {
      starts.push({ time: start + (length * passed) / total, reported: passed === 0 && known !== undefined })
      passed += weights[from] ?? 0
    }
  }
  return starts
}

/** The time of each piece that a mark begins with; what stands before its first letter or digit is not heard. */
function reportedTimes(pieces: readonly Piece[], { segment, start, end, report }: Span): (number | undefined)[] {
  const inOrder = [...(report?.marks ?? [])].sort((a, b) => a.start - b.start)
  let at = 0
  let latest = start
  return pieces.map(piece => {
    while ((inOrder[at]?.start ?? Number.POSITIVE_INFINITY) < piece.start) at++
    const mark = inOrder[at]
    if (mark === undefined || mark.start >= piece.end) return undefined
    if (/[\p{L}\p{N}]/u.test(segment.text.slice(piece.start, mark.start))) return undefined
    latest = Math.min(end, Math.max(latest, start + mark.time))
    return latest
  })
}

function sourceOf({ segment, locate }: Span, { start, end }: Piece): Cue['source'] {
  return locate?.(start, end) ?? { start: segment.start + start, end: segment.start + end }
}

function piecesOf(text: string, unit: CueUnit, locale: string | undefined): readonly Piece[] {
  if (unit === 'segment') return trimmed([{ text, start: 0, end: text.length }])
  const found = trimmed([...sentences(text, { locale })])
  return unit === 'sentence' ? found : found.flatMap(sentence => wordsOf(sentence))
}

/** What white space separates; in scripts without it the whole sentence. */
function wordsOf(sentence: Piece): readonly Piece[] {
  return Array.from(sentence.text.matchAll(/\S+/g), ({ 0: text, index }) => ({
    text,
    start: sentence.start + index,
    end: sentence.start + index + text.length,
  }))
}

const trimmed = (pieces: readonly Piece[]): readonly Piece[] =>
  pieces.flatMap(({ text, start }) => {
    const inner = text.trim()
    const from = start + text.length - text.trimStart().length
    return inner === '' ? [] : [{ text: inner, start: from, end: from + inner.length }]
  })

/** Letters, and the pause after a mark in letters: fitted to speech, where a full stop takes as long as about six. */
function weight(text: string): number {
  const clauses = text.match(/[,;:–—،、]/g)?.length ?? 0
  const ends = text.match(/[.!?…。！？؟।]/g)?.length ?? 0
  return text.length + 3 * clauses + 6 * ends
}
