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
 * The sentences or words of a segment. They begin when the server says; where it says nothing, time passes with letters,
 * and stops at marks.
 */
export async function piecesOf(segment: PlayerSegment, unit: 'sentence' | 'word'): Promise<readonly Piece[]> {
  const { text, startTime } = segment
  const { endTime = startTime + weight(text) * secondsPerLetter } = segment
  const told = [...(segment.words ?? [])].sort((one, other) => one.time - other.time)
  const estimated = (offset: number) =>
    startTime + ((endTime - startTime) * weight(text.slice(0, offset))) / Math.max(1, weight(text))
  const spans = unit === 'sentence' ? await sentencesOf(text) : told.length > 0 ? told : wordsOf(text)
  const starts = spans.map(({ start, end }) => {
    const word = told.find(word => word.start >= start && word.start < end)
    return word === undefined ? undefined : startTime + word.time
  })
  return spans.map(({ start, end }, index) => ({
    start,
    end,
    startTime: starts[index] ?? estimated(start),
    endTime: starts[index + 1] ?? Math.max(starts[index] ?? 0, estimated(end)),
    precision: starts[index] === undefined ? 'estimated' : 'reported',
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
