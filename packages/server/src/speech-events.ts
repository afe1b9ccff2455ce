import type { Bytes } from '@outloud/core'
import type { Mark } from './engine.ts'
import { errorBody, type HTTPError } from './http-error.ts'

// The protocol's events of a speech, and one of our own: marks (README, Speech as events).

export const audioEvent = (bytes: Bytes): object => ({ type: 'speech.audio.delta', audio: base64(bytes) })

/** Where in the text is what is about to be heard. */
export const marksEvent = (marks: readonly Mark[]): object => ({
  type: 'speech.audio.marks',
  marks: marks.map(rounded),
})

/** The last one; without `usage` where nobody counted. */
export const doneEvent = (usage: SpokenTokens | undefined): object => ({
  type: 'speech.audio.done',
  ...(usage && { usage }),
})

/** Tells why there will be no more. The body has to break after it. */
export const errorEvent = (error: HTTPError, requestId: string): object => ({
  type: 'speech.audio.error',
  ...errorBody(error, requestId),
})

/** What a speech took, as the protocol counts it. */
export interface SpokenTokens {
  readonly input_tokens: number
  readonly output_tokens: number
  readonly total_tokens: number
}

/** A tenth of a millisecond is more than any engine knows. */
const rounded = ({ start, end, time }: Mark): Mark => ({ start, end, time: Math.round(time * 10_000) / 10_000 })

/** In stretches, since a call takes only so many arguments. */
function base64(bytes: Bytes): string {
  let binary = ''
  for (let at = 0; at < bytes.length; at += 8_192) binary += String.fromCharCode(...bytes.subarray(at, at + 8_192))
  return btoa(binary)
}
