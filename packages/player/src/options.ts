import {
  type AudioFormat,
  InvalidRequestError,
  type SpeechClient,
  type SpeechOptions,
  type TextSource,
  type VoiceOptions,
} from '@outloud/core'
import type { AudioSink } from './sink.ts'

/** What can be spoken: a text, whole or in pieces, or audio that is there or on its way. */
export type SpeechInput = TextSource | Blob | Response

/** How a player reaches its server, and its listener. */
export interface SpeechPlayerOptions {
  /** What asks for the audio; nothing else of a client is used. */
  readonly client: Pick<SpeechClient, 'synthesize'>
  /** Where audio is heard. Players that share a sink interrupt each other. @default 'auto', what the browser does best */
  readonly sink?: 'auto' | AudioSink | undefined
  /** @default 'auto', the best that the sink takes */
  readonly format?: 'auto' | AudioFormat | undefined
  /**
   * Seconds of audio that have to be there, at most, before sound begins. Less is enough where audio comes faster than it
   * is heard: a quarter at twice the speed, a sixteenth at four times, but no less than 0.04. @default 0.25
   */
  readonly startBuffer?: number | undefined
  /** While more than this many seconds wait to be heard, nothing more is asked for. @default 30 */
  readonly maxAhead?: number | undefined
  /** Keeps what was spoken, so that the same is not asked for again. `maxBytes: 0` keeps nothing. @default 16 MiB */
  readonly cache?: { readonly maxBytes: number } | undefined
  /** Among all exclusive players of the page one sounds at a time: the newest, or each in its turn. @default no such rule */
  readonly exclusive?: 'interrupt' | 'queue' | undefined
}

/** How to speak one utterance. */
export interface SpeakOptions extends Omit<VoiceOptions, 'format'>, Pick<SpeechOptions, 'locale' | 'signal'> {
  /** @default the player's */
  readonly format?: 'auto' | AudioFormat | undefined
  /** Whether it takes the place of what is spoken now, or waits for its end. @default 'replace' */
  readonly mode?: 'replace' | 'enqueue' | undefined
  /** What the lock screen and media keys show and control. Without it they are left alone. */
  readonly metadata?: MediaMetadataInit | undefined
}

/** @throws `InvalidRequestError` */
export function checkNumber(name: string, value: number, from: number, to: number): void {
  if (value >= from && value <= to) return
  const message = `${name}: expected a number from ${from} to ${to}, got ${value}`
  throw new InvalidRequestError(message, { issues: [{ path: [name], message }] })
}
