import type { Segment } from '../text/segment.ts'
import { sentences } from '../text/segment.ts'

/** When a stretch of text is heard. */
export interface Cue {
  readonly text: string
  /** Seconds from the start of the audio. */
  readonly start: number
  /** Seconds from the start of the audio. */
  readonly end: number
  /** UTF-16 offsets into the text that was given. */
  readonly source: { readonly start: number; readonly end: number }
  /** `measured` in samples or frames, `reported` by the server, or `estimated` from the letters between two such times. */
  readonly precision: 'measured' | 'reported' | 'estimated'
}

/** How finely time is told. */
export type CueUnit = 'segment' | 'sentence' | 'word'

/** A segment with its place in the audio, in seconds. */
export interface Span {
  readonly segment: Segment
  readonly start: number
  readonly end: number
}

/** Where something stands in a segment's text. */
interface Piece {
  readonly text: string
  readonly start: number
  readonly end: number
}

/** The cues of what was spoken. Segment edges are measured; inside, time passes with letters and punctuation. */
export function cuesOf(spans: readonly Span[], unit: CueUnit, locale: string | undefined): readonly Cue[] {
  return spans.flatMap(span => {
    const pieces = piecesOf(span.segment.text, unit, locale)
    const total = pieces.reduce((sum, piece) => sum + weight(piece.text), 0)
    const at = (share: number) => span.start + ((span.end - span.start) * share) / total
    let passed = 0
    return pieces.map((piece, index): Cue => {
      const start = at(passed)
      passed += weight(piece.text)
      // The last ends where the segment does, to the sample.
      const end = index === pieces.length - 1 ? span.end : at(passed)
      const precision = pieces.length === 1 ? 'measured' : 'estimated'
      return { text: piece.text, start, end, source: sourceOf(span.segment, piece), precision }
    })
  })
}

/** Verbatim segments map letter by letter; what was made speakable is only known as a whole. */
function sourceOf({ text, start, end }: Segment, piece: Piece): Cue['source'] {
  const verbatim = end - start === text.length
  return verbatim ? { start: start + piece.start, end: start + piece.end } : { start, end }
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
