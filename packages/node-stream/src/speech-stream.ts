import type { Transform } from 'node:stream'
import type { AudioFormat, Bytes, Segment, SpeechClient, SpeechError, SpeechOptions } from '@outloud/core'
import { createNarration } from './stream/narration.ts'
import { refuse, refuseSeams } from './stream/refusal.ts'
import { TextTransform } from './stream/text-transform.ts'

/** How a text becomes a stream of audio. */
export interface SpeechStreamOptions extends SpeechOptions {
  /** Sends the requests. Its stand-in only has to synthesize. */
  readonly client: Pick<SpeechClient, 'synthesize'>
  /**
   * `file` waits for the end of the text and cuts it evenly; `live` speaks the first clause as soon as it is written.
   * @default 'file'
   */
  readonly pace?: 'file' | 'live' | undefined
  /** `bytes` of one audio file, as they arrive, or `segments`: an object for each, with its audio. @default 'bytes' */
  readonly output?: 'bytes' | 'segments' | undefined
  /**
   * What becomes of a segment that cannot be had: `stop` ends the stream with the error, after everything before it;
   * `skip` goes on behind it, which asks again for what was under way there. A function decides for each.
   * @default 'stop'
   */
  readonly onError?: 'stop' | 'skip' | OnError | undefined
  /** Milliseconds without a write after which what was written is spoken, whole sentence or not. @default never */
  readonly flushAfter?: number | undefined
}

/** Decides about a segment that cannot be had. */
export type OnError = (error: SpeechError, segment: Segment) => 'stop' | 'skip' | Promise<'stop' | 'skip'>

/** A segment that was spoken. Offsets count UTF-16 units of all text that was written. */
export interface SpokenSegment extends Segment {
  /** Seconds from the start of the audio. */
  readonly startTime: number
  /** Seconds, counted in the audio. */
  readonly duration: number
  /** Whether it came from the cache and nothing was sent. */
  readonly cached: boolean
  /** What the server calls the request, for its support. */
  readonly requestId: string | undefined
  /** Requests that were sent for it; 0 when it came from the cache. */
  readonly attempts: number
}

/** A segment with its audio. */
export interface SegmentWithAudio extends SpokenSegment {
  /** A file that plays by itself. */
  readonly audio: Bytes
  /** `pcm` where the client encodes: it encodes whole files only. */
  readonly format: AudioFormat
}

/** How far a stream is. */
export interface SpeechProgress {
  /** Segments that were spoken. */
  readonly segments: number
  /** UTF-16 units of text up to where it is. */
  readonly characters: number
  /** Seconds of audio; in bytes from a client that encodes, those of the segment under way included. */
  readonly seconds: number
  /** How many of the segments came from the cache. */
  readonly cached: number
}

interface Listen {
  (event: 'segment', listener: (segment: SpokenSegment) => void): SpeechStream
  (event: 'progress', listener: (progress: SpeechProgress) => void): SpeechStream
}

/** A Transform from text to audio that says how far it is: `segment` and `progress` once a segment has been read. */
export type SpeechStream = { on: Listen; once: Listen } & Transform

/**
 * Text in, audio out. It is written strings or UTF-8 bytes, cut anywhere, and `{ text, voice, speed }`, `{ pause }` and
 * `{ flush }` (`SpeechInput`); it gives the bytes of one file, or its segments. Requests run ahead of the reader as the
 * client's `lookahead` says, nothing is asked for before the first read, and whoever destroys the stream aborts them all.
 *
 * A change of voice or speed, a pause and a flush end one speech and begin the next, which starts when the one before
 * has been read. In bytes this needs a format whose speeches follow one another: `pcm` or `wav`, and but for a pause also
 * `mp3` or `aac` from a client without `encode`. So do `flushAfter` and `onError`. Bytes from a client that
 * encodes come with `progress` alone, because which of them are whose segment's is not known.
 * @throws `InvalidRequestError` at once for options that no server could take.
 * @example
 * await pipeline(createReadStream('chapter.txt'), createSpeechStream({ client }), createWriteStream('chapter.mp3'))
 */
export function createSpeechStream(options: SpeechStreamOptions): SpeechStream {
  const { client, output = 'bytes', onError = 'stop', flushAfter, pace = 'file', signal, ...rest } = options
  if (output !== 'bytes' && output !== 'segments') throw refuse('output', "'bytes' or 'segments'", output)
  if (onError !== 'stop' && onError !== 'skip' && typeof onError !== 'function') {
    throw refuse('onError', "'stop', 'skip' or a function", onError)
  }
  if (flushAfter !== undefined && !(flushAfter >= 1 && flushAfter < 2 ** 31)) {
    throw refuse('flushAfter', 'milliseconds from 1', flushAfter)
  }
  const speechOptions = { ...rest, pace }
  const { format, partsFormat } = client.synthesize([], speechOptions)
  const encoded = partsFormat !== format
  const seams = refuseSeams({ format, encoded, output })
  if (flushAfter !== undefined) seams('flushAfter')
  if (onError !== 'stop') seams('onError')

  const open = createNarration({ client, speechOptions, format, encoded, output, onError, flushAfter, seams })
  return new TextTransform({ open, objects: output === 'segments', signal })
}
