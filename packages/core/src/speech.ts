import type { Cue, CueUnit } from './audio/cues.ts'
import type { Mark, Usage } from './audio/report.ts'
import type { AudioFormat, Bytes } from './format.ts'
import type { Segment } from './text/segment.ts'

/** Audio on its way, shaped like a `Blob`. Nothing is asked for until it is read, and it is read once. */
export interface Speech extends AsyncIterable<Bytes> {
  readonly format: AudioFormat
  /** Media type, such as `audio/mpeg`. */
  readonly type: string
  /** What `parts()` are in: `pcm` where `encode` makes another format of them, else `format`. */
  readonly partsFormat: AudioFormat
  /** The audio as it arrives. Cancelling the stream aborts the requests. */
  stream(): ReadableStream<Bytes>
  /** The whole audio, with a true length in its header where the format has one. */
  bytes(): Promise<Bytes>
  /** The whole audio as a `Blob` of the right type. */
  blob(): Promise<Blob>
  /**
   * The audio segment by segment; taking the next lets go of what is unread of the one before. Concatenated, the
   * parts are `stream()`, except where `encode` makes one file of them: then they are its input, `pcm`.
   */
  parts(): AsyncGenerator<SpeechPart, void>
  /**
   * When each stretch of text is heard. Settles when all was read; rejects if reading has not begun or did not finish.
   * @param options.unit @default 'sentence'
   */
  cues(options?: { readonly unit?: CueUnit | undefined }): Promise<readonly Cue[]>
  /**
   * What the server counted, over all segments; `undefined` when it said nothing, which it does without
   * `streamFormat: 'sse'`. What came from the cache counts nothing. Settles as `cues()` does.
   */
  usage(): Promise<Usage | undefined>
  /**
   * What belongs over the first bytes of the stream in a file that can be rewritten: then the file says how long it is
   * (mp3 of several segments, flac and wav). Settles when all was read, `undefined` where nothing is to be rewritten.
   */
  header(): Promise<Bytes | undefined>
  /** How far reading is, at any time. */
  progress(): SpeechProgress
}

/** How far a speech has been read. */
export interface SpeechProgress {
  /** Segments that were read to their end. */
  readonly segments: number
  /** How many there are in all; `undefined` while the text is not known to its end. */
  readonly total: number | undefined
  /** How many of those that were read came from the cache: what is left has nothing to do with their pace. */
  readonly cached: number
  /** UTF-16 units of the source, up to where they reach. */
  readonly characters: number
  /** Seconds of audio, those of the segment that is being read included. */
  readonly seconds: number
}

/** One segment's share of the audio. */
export interface SpeechPart {
  readonly segment: Segment
  readonly format: AudioFormat
  readonly stream: ReadableStream<Bytes>
  /** Whether it came from the cache and nothing was sent. */
  readonly cached: boolean
  /** What the server calls the request, for its support. */
  readonly requestId: string | undefined
  /** Requests that were sent for it; 0 when it came from the cache. */
  readonly attempts: number
  /** How long it is, without a pause before it. Known once its stream was read to the end. */
  readonly seconds: number | undefined
  /**
   * When stretches of the segment's text are heard, as far as the server has told by now, in the order it did;
   * `undefined` unless it answers by events, or the cache has what one told that did. Offsets are into `segment.text`,
   * times from the start of this part.
   */
  readonly marks: readonly Mark[] | undefined
  /** What the server counted for it. Known once its stream was read to the end, if then. */
  readonly usage: Usage | undefined
}

/** Makes one file of samples: what `createEncode()` of `@outloud/encode` gives. */
export type Encode = (
  pcm: AsyncIterable<Bytes>,
  format: AudioFormat,
  options: { readonly signal?: AbortSignal | undefined; readonly onHeader?: ((header: Bytes) => void) | undefined },
) => AsyncGenerator<Bytes, void>
