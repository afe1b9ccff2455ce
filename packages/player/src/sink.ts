import type { AudioFormat, Bytes } from '@outloud/core'

/** How a track is to sound; positions are seconds, `rate` and `volume` factors with 1 as they are. */
export interface TrackSettings {
  readonly rate: number
  /** 0 to 1. */
  readonly volume: number
  readonly muted: boolean
}

/** What a sink reports of its own accord. A sink never reports to a track that was closed. */
export interface TrackListener {
  /** Sound moves, or the position jumped. */
  onTime(): void
  /** Something outside stopped the sound: a call, a headset, the lock screen. */
  onPause(): void
  /** Something outside started it again. */
  onPlay(): void
  /** All that was appended was heard, and `end()` had been called. */
  onEnded(): void
  /** The sound cannot be played: not audio, or the device is gone. Nothing more follows. */
  onError(error: unknown): void
}

/** One utterance on its way to the ear. */
export interface Track {
  /** Seconds heard so far. */
  readonly currentTime: number
  /** Seconds of audio that are there to be heard; where the next answer will begin. */
  readonly bufferedEnd: number
  /**
   * Takes audio of the current answer; settles when there is room for more. Pieces may be cut anywhere.
   * @throws `InvalidResponseError` for what is not audio, `signal.reason` when aborted.
   */
  append(chunk: Bytes, signal: AbortSignal): Promise<void>
  /**
   * Ends an answer: what is appended next belongs to another. That may begin with headers of its own, or, as core joins
   * them, with none: a wav whose second answer is samples alone.
   * @throws `InvalidResponseError` for an answer that was cut or held no audio.
   */
  endAnswer(signal: AbortSignal): Promise<void>
  /** Says that nothing follows; `bufferedEnd` is the duration from then on. */
  end(signal: AbortSignal): Promise<void>
  /**
   * Called within a gesture where there is one, before there is audio; settles when sound began.
   * @throws `NotAllowedError` when the browser wants a gesture first, `AbortError` when paused or closed before.
   */
  play(): Promise<void>
  /**
   * Settles once the browser has let the last `play()` go on, though there may be nothing to hear yet; never when it
   * wants a gesture first. Nothing is asked for before. Without it the audio is asked for right after `play()`.
   */
  allowed?(): Promise<void>
  pause(): void
  /** Settles when the sound is there. Positions are within 0 and `bufferedEnd`. */
  seek(seconds: number): Promise<void>
  set(settings: TrackSettings): void
  /** Silence at once; everything that was held is let go. Can be called twice. */
  close(): void
}

/**
 * Where audio is heard: one at a time, so that opening a track closes the one before, without a report. Making a sink
 * touches nothing of the page, so that it can be made where there is none; and after `dispose()` it can be used again.
 */
export interface AudioSink {
  /** The formats that it takes, best first. */
  readonly formats: readonly AudioFormat[]
  /** Whether sound can begin before an answer is whole. */
  readonly streaming: boolean
  /**
   * `startBuffer`: seconds that have to be there, at most, before sound begins. Synchronous, so that `play()` can follow at
   * once.
   */
  open(options: {
    readonly format: AudioFormat
    readonly startBuffer: number
    readonly settings: TrackSettings
    readonly listener: TrackListener
  }): Track
  /** Prepares for sound without a gesture later; call it within one. Answers whether sound is allowed now. */
  unlock(): Promise<boolean>
  /** Lets go of elements, contexts and blob URLs. */
  dispose(): void
}
