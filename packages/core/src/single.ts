import { createPassage, type Joiner } from './audio/passage.ts'
import type { AudioFormat, Bytes } from './format.ts'
import type { Segment } from './text/segment.ts'
import type { Locate } from './text/spoken.ts'

/** A segment and the silence before it, in seconds. */
export interface Utterance {
  readonly segment: Segment
  readonly pause: number
  /** Where its text comes from, where that is not word for word the source. */
  readonly locate?: Locate | undefined
}

/** What is to be said, in the pieces that it is asked for in. */
export interface Utterances {
  next(): Promise<IteratorResult<Utterance, void>>
  /** How many there are; `undefined` while that is not known. */
  count(): number | undefined
  /** Leaves the rest unsaid and closes the source. */
  return(): Promise<unknown>
}

/** How a text is asked for, and how its answers become one file. */
export interface Delivery {
  readonly utterances: Utterances
  readonly joiner: Joiner
  /** Passes on the answer for a segment, and has an eye on it. */
  attend(segment: Segment, chunks: AsyncIterable<Bytes>): AsyncIterable<Bytes>
}

/** All of a text but the space around it. */
export function onlySegment(text: string): Segment {
  const start = text.length - text.trimStart().length
  return { index: 0, text: text.trim(), start, end: text.trimEnd().length }
}

/** A text that is one request as it is, and whose file is the answer as it comes. */
export function deliverSingle(text: string, format: AudioFormat): Delivery {
  const one = [{ segment: onlySegment(text), pause: 0 }].values()
  return {
    utterances: { next: async () => one.next(), count: () => 1, return: async () => {} },
    joiner: createPassage(format),
    attend: (_, chunks) => chunks,
  }
}
