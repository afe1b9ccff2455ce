import type { Bytes } from '../format.ts'
import type { TimestampGranularity, TranscriptFormat } from './schema.ts'

/** Recorded speech: a `File`, a `Blob` that says its type, or bytes with a name whose extension does. */
export type Recording = Blob | { readonly data: Bytes; readonly name: string }

/** What every request to write down speech takes. */
export interface HearingOptions {
  /** Id of a model that hears; an open set. @default 'whisper-1' */
  readonly model?: string | undefined
  /** Words to expect and the style to write in: in the recording's language, for a translation in English. */
  readonly prompt?: string | undefined
  /** From 0 to 1: how freely the model chooses its words. @default what the server uses, which is 0 */
  readonly temperature?: number | undefined
  /** Further fields of the form, for what a vendor adds. They do not replace the fields above. */
  readonly body?: Readonly<Record<string, unknown>> | undefined
  /** Stops the upload and the wait; the call then rejects with `signal.reason`. */
  readonly signal?: AbortSignal | undefined
  /** Further request headers. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /**
   * Milliseconds until the answer begins, in place of the client's `timeout.firstByte`: a long recording is heard
   * whole before the first word comes back. Node's own `fetch` ends the wait after 300_000. @default 600_000
   */
  readonly timeout?: number | undefined
  /** The largest recording that is sent, in bytes; servers of your own may take more. @default 26_214_400 */
  readonly maxBytes?: number | undefined
}

/** How to write down speech of any language in English. */
export interface TranslationOptions<Format extends TranscriptFormat = TranscriptFormat> extends HearingOptions {
  /** @default 'json' */
  readonly format?: Format | undefined
}

/** What only the language that was spoken can be asked for. */
interface TranscriptionDetails {
  /** The language that is spoken, by ISO 639-1, such as `en`. @default what the model hears */
  readonly language?: string | undefined
  /** What else to send back, such as `logprobs`; an open set, with `json` only. */
  readonly include?: readonly string[] | undefined
  /** How the server cuts a long recording. @default what the server does, which is not to cut */
  readonly chunkingStrategy?: 'auto' | VoiceActivity | undefined
}

/** Cuts where nobody speaks. */
export interface VoiceActivity {
  /** Milliseconds of sound that are kept before speech. @default what the server uses */
  readonly prefixPadding?: number | undefined
  /** Milliseconds of silence that end a stretch of speech. @default what the server uses */
  readonly silenceDuration?: number | undefined
  /** From 0 to 1: how loud speech has to be. @default what the server uses */
  readonly threshold?: number | undefined
}

/** How to write down speech. */
export interface TranscriptionOptions<Format extends TranscriptFormat = TranscriptFormat>
  extends TranslationOptions<Format>,
    TranscriptionDetails {
  /** What the transcript gives times of, with `verbose_json` only. @default ['segment'] */
  readonly timestampGranularities?: Format extends 'verbose_json'
    ? readonly TimestampGranularity[] | undefined
    : undefined
}

/** How to write down speech as it is heard. */
export interface TranscriptionEventOptions extends HearingOptions, TranscriptionDetails {}
