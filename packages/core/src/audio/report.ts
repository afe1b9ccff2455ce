import type { Segment } from '../text/segment.ts'
import type { Locate } from '../text/spoken.ts'

/** What a server counted for a speech. */
export interface Usage {
  readonly inputTokens: number
  readonly outputTokens: number
  readonly totalTokens: number
}

/** When a stretch of a request's text begins to be heard: a word, as a rule. */
export interface Mark {
  /** UTF-16 offset into the text that was sent. */
  readonly start: number
  readonly end: number
  /** Seconds from the start of the answer's audio. */
  readonly time: number
}

/** What an answer by events says beside its audio. It is filled in as the answer comes, and empty again for the next. */
export interface SpeechReport {
  usage: Usage | undefined
  /** `undefined` unless the answer comes by events. */
  marks: Mark[] | undefined
}

/** A segment with its place in the audio, in seconds. */
export interface Span {
  readonly segment: Segment
  readonly start: number
  readonly end: number
  /** What the server says of it, where it was asked to. */
  readonly report: SpeechReport | undefined
  /** Where its text comes from, where that is not word for word the source. */
  readonly locate: Locate | undefined
}
