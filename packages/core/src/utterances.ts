import type { SpeechSettings } from './speech-options.ts'
import { type Segment, segment, type TextSource } from './text/segment.ts'

/** A segment and the silence before it, in seconds. */
export interface Utterance {
  readonly segment: Segment
  readonly pause: number
}

/** What is said, in the pieces it is asked for in. */
export async function* utterances(text: TextSource, settings: SpeechSettings): AsyncGenerator<Utterance, void> {
  const { maxLength, locale, pace } = settings
  for await (const piece of segment(text, { maxLength, locale, pace })) yield { segment: piece, pause: 0 }
}
