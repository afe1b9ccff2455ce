import type { Bytes } from '@outloud/core'

/** A recording as it was uploaded: not empty, within the server's limits, and of a kind that the protocol knows. */
export interface UploadedRecording {
  readonly data: Bytes
  /** The client's name for the file, without folders; its extension tells the format, such as `recording.m4a`. */
  readonly name: string
  /** The media type that goes with the extension. */
  readonly type: string
}

/** How a recording should be written down. */
export interface RecognizerRequest {
  /** ISO 639-1 code of the language that is spoken; `undefined` is for the recognizer to hear. */
  readonly language: string | undefined
  /** Words to expect, and the style to write in. */
  readonly prompt: string | undefined
  /** From 0 to 1. */
  readonly temperature: number
  /** Whether to write it in English, whatever was spoken. */
  readonly translate: boolean
  /** Whether anybody asked for the times of words. */
  readonly words: boolean
  /** Stops the work; what waits for it then rejects with `signal.reason`. */
  readonly signal: AbortSignal
}

/** Text and when it is heard, in seconds from the start of the recording. */
export interface RecognizedWord {
  readonly text: string
  readonly start: number
  readonly end: number
}

/** A stretch of speech, in the order of the recording. */
export interface RecognizedSegment extends RecognizedWord {
  /** Its words, from a recognizer that knows their times. */
  readonly words?: readonly RecognizedWord[] | undefined
}

/** What is known of a recording once it is decoded, and what is heard in it as it is heard. */
export interface Recognition {
  /** The language that is spoken: an ISO 639-1 code. */
  readonly language: string
  /** Seconds of the recording. */
  readonly duration: number
  /** Leaving it early stops the work. */
  readonly segments: AsyncIterable<RecognizedSegment>
}

/** Something that turns recorded speech into text, on this machine. It decodes the files itself. */
export interface Recognizer {
  /** What `GET /v1/models` and the catalogue call it. */
  readonly name: string
  /**
   * Decodes a recording and begins to hear it.
   * @throws `RecognizerError` when it is none that it can decode, or not in a language that it knows.
   */
  recognize(recording: UploadedRecording, request: RecognizerRequest): Promise<Recognition>
  /** Ends its workers. Calls under way reject. */
  close(): Promise<void>
}

/** Marks the error for every copy of this package: a recognizer may have been built with another. */
const brand: unique symbol = Symbol.for('outloud.recognizer-error') as never

/** A recording that the recognizer cannot hear: the caller's to mend, answered as a 400 that names the field. */
export class RecognizerError extends Error {
  override readonly name = 'RecognizerError'
  /** The request field at fault. */
  readonly param: 'file' | 'language' | 'prompt' | 'temperature'

  constructor(message: string, param: 'file' | 'language' | 'prompt' | 'temperature') {
    super(message)
    this.param = param
    Object.defineProperty(this, brand, { value: true })
  }
}

/** Tells whether a value is a `RecognizerError`, from whichever copy of the package. */
export function isRecognizerError(value: unknown): value is RecognizerError {
  return typeof value === 'object' && value !== null && brand in value
}
