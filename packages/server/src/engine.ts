/** A voice that an engine has. */
export interface Voice {
  /** The name that a request sends as `voice`. */
  readonly id: string
  /** BCP 47 language tag. */
  readonly language: string
}

/** Where in the text of a `speak` call a piece of it is heard. */
export interface Mark {
  /** UTF-16 offset of the first unit in the text given to `speak`. */
  readonly start: number
  /** UTF-16 offset after the last unit. */
  readonly end: number
  /** Seconds from the start of this `speak` call's audio. */
  readonly time: number
}

/** A stretch of speech: mono, signed 16-bit samples. */
export interface EngineChunk {
  readonly samples: Int16Array<ArrayBuffer>
  /** Hertz; the same for every chunk of one `speak` call. */
  readonly sampleRate: number
  readonly marks?: readonly Mark[] | undefined
}

/** How a text should be spoken. */
export interface EngineRequest {
  /** One of the engine's `voices`. */
  readonly voice: string
  /** Rate of speech, 0.25 to 4; 1 is the voice's own. Pitch is kept. */
  readonly speed: number
  /** Stops the synthesis; iterating then rejects with `signal.reason`. */
  readonly signal?: AbortSignal | undefined
}

/** Something that turns text into samples, on this machine. */
export interface Engine {
  /** What `GET /v1/models` and the catalogue call it. */
  readonly name: string
  readonly voices: readonly Voice[]
  /**
   * Speaks a text, chunk by chunk as it is synthesized; leaving early stops the work.
   * @throws `EngineError` when the text or the voice is one it cannot speak.
   */
  speak(text: string, request: EngineRequest): AsyncIterable<EngineChunk>
  /** Ends its workers. Calls under way reject. */
  close(): Promise<void>
}

/** Marks the error for every copy of this package: an engine may have been built with another. */
const brand: unique symbol = Symbol.for('outloud.engine-error') as never

/** A text or voice that the engine cannot speak: the caller's to mend, answered as a 400 that names the field. */
export class EngineError extends Error {
  override readonly name = 'EngineError'
  /** The request field at fault. */
  readonly param: 'input' | 'voice' | 'speed'

  constructor(message: string, param: 'input' | 'voice' | 'speed') {
    super(message)
    this.param = param
    Object.defineProperty(this, brand, { value: true })
  }
}

/** Tells whether a value is an `EngineError`, from whichever copy of the package. */
export function isEngineError(value: unknown): value is EngineError {
  return typeof value === 'object' && value !== null && brand in value
}
