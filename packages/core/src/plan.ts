import type { Encode } from './speech.ts'
import { resolveSpeech, type SpeechOptions } from './speech-options.ts'
import type { SpeechRequest } from './speech-schema.ts'
import { bodyOf, deliver } from './synthesize.ts'
import type { Segment } from './text/segment.ts'

/** What a run would do. */
export interface Plan {
  readonly segments: readonly Segment[]
  /** UTF-16 units that are sent. */
  readonly characters: number
  /** The bodies of the requests, in order. */
  readonly requests: readonly SpeechRequest[]
}

/** What `synthesize` would send for a text at file pace: exactly that, and nothing is sent. */
export async function plan(text: string, options: SpeechOptions, encode: Encode | undefined): Promise<Plan> {
  const settings = resolveSpeech(text, { ...options, pace: 'file' }, encode)
  const segments: Segment[] = []
  const { utterances } = await deliver(text, settings, undefined)
  for (let next = await utterances.next(); next.done !== true; next = await utterances.next()) {
    segments.push(next.value.segment)
  }
  const requests = segments.map(segment => bodyOf(settings, segment))
  return { segments, characters: segments.reduce((sum, { text }) => sum + text.length, 0), requests }
}
