import type { Mark, Segment } from '@outloud/core'
import type { SpeechStatus } from './machine.ts'

/** Why an utterance is over. */
export type EndReason = 'finished' | 'stopped' | 'replaced' | 'interrupted'

/** A stretch of the text that is one answer: `start` and `end` are offsets into the text, times are seconds. */
export interface PlayerSegment extends Segment {
  readonly startTime: number
  /** `undefined` while its audio comes. */
  readonly endTime: number | undefined
  /**
   * When words are heard, as far as the server has told: offsets into `text`, seconds from `startTime`. A server is asked
   * to tell by `streamFormat: 'sse'`.
   */
  readonly words: readonly Mark[] | undefined
}

/** What a player is doing. It is replaced whole at each step, and never changed. */
export interface SpeechSnapshot {
  readonly status: SpeechStatus
  /** Number of the utterance, counted from 1; 0 before the first. */
  readonly utterance: number
  /** The text, as far as it is known; empty for audio that came without. */
  readonly text: string
  /** The stretches whose audio has begun to come. */
  readonly segments: readonly PlayerSegment[]
  /** Which of `segments` is heard; -1 before the first. */
  readonly segmentIndex: number
  /** Seconds; `undefined` until all of it is there. */
  readonly duration: number | undefined
  /** Whether all of the audio is there, so that nothing more is asked for. */
  readonly downloaded: boolean
  /** What went wrong. It can be there while what came before is still heard. */
  readonly error: unknown
  readonly endReason: EndReason | undefined
  readonly rate: number
  readonly volume: number
  readonly muted: boolean
}

/** Where the sound is, in seconds. */
export interface SpeechTime {
  readonly currentTime: number
  /** `undefined` until all of the audio is there. */
  readonly duration: number | undefined
  /** Up to where there is audio. */
  readonly buffered: number
  /** 0 to 1: of the time where the duration is known, before that of the text. */
  readonly progress: number
}

/** What a new utterance begins with. */
export const untold = {
  text: '',
  segments: [],
  segmentIndex: -1,
  duration: undefined,
  downloaded: false,
  error: undefined,
  endReason: undefined,
} as const

/** Before anything was spoken, and on a server. */
export const idleSnapshot: SpeechSnapshot = {
  ...untold,
  status: 'idle',
  utterance: 0,
  rate: 1,
  volume: 1,
  muted: false,
}

export const zeroTime: SpeechTime = { currentTime: 0, duration: undefined, buffered: 0, progress: 0 }

/** Where the sound is; before the duration is known, as a share of the text. */
export function timeOf(snapshot: SpeechSnapshot, currentTime: number, buffered: number): SpeechTime {
  const { duration, segments, segmentIndex, text } = snapshot
  const share = (part: number, whole: number) => (whole > 0 ? Math.min(1, part / whole) : 0)
  const heard = ({ start, end, startTime, endTime = buffered }: PlayerSegment) =>
    start + (end - start) * share(currentTime - startTime, endTime - startTime)
  const segment = segments[segmentIndex]
  const ofText = segment === undefined ? 0 : share(heard(segment), text.length)
  return { currentTime, duration, buffered, progress: duration === undefined ? ofText : share(currentTime, duration) }
}
