import type { PlayerSegment } from './snapshot.ts'

/** A stretch of a segment, and when it is heard: `start` and `end` are offsets into the segment's text, times are seconds. */
export interface Piece {
  readonly start: number
  readonly end: number
  readonly startTime: number
  readonly endTime: number
  /** Whether the server said so, or the letters do. */
  readonly precision: 'reported' | 'estimated'
}

/** Seconds for a letter, while nothing tells how fast the voice is. */
const secondsPerLetter = 0.065

/**
 * The sentences or words of a segment. Times are the server's where it told them; otherwise time passes with letters,
 * and stops at marks.
 */
export async function piecesOf(segment: PlayerSegment, unit: 'sentence' | 'word'): Promise<readonly Piece[]> {
  const { text, words, start, startTime } = segment
  if (unit === 'word' && words !== undefined) {
    return words.map(({ source, ...times }) => ({
      start: source.start - start,
      end: source.end - start,
      startTime: startTime + times.start - (words[0]?.start ?? 0),
      endTime: startTime + times.end - (words[0]?.start ?? 0),
      precision: 'reported',
    }))
  }
  const { endTime = startTime + weight(text) * secondsPerLetter } = segment
  const at = (offset: number) =>
    startTime + ((endTime - startTime) * weight(text.slice(0, offset))) / Math.max(1, weight(text))
  const spans = unit === 'word' ? wordsOf(text) : await sentencesOf(text)
  return spans.map(({ start, end }) => ({
    start,
    end,
    startTime: at(start),
    endTime: at(end),
    precision: 'estimated',
  }))
}

const wordsOf = (text: string) =>
  Array.from(new Intl.Segmenter(undefined, { granularity: 'word' }).segment(text))
    .filter(({ isWordLike }) => isWordLike)
    .map(({ segment, index }) => ({ start: index, end: index + segment.length }))

async function sentencesOf(text: string) {
  // A page that has spoken a text has loaded most of it.
  const { sentences } = await import('@outloud/core/text')
  return [...sentences(text)]
}

/** Letters, with the pauses at marks in letters. */
const weight = (text: string): number =>
  text.length + 3 * (text.match(/[,;:–—،、]/g)?.length ?? 0) + 6 * (text.match(/[.!?…。！？؟।]/g)?.length ?? 0)
