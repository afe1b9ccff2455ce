import type { AudioFormat, Bytes, Mark, Segment, SpeechPart } from '@outloud/core'

/** What is to be heard, answer by answer. */
export interface Source {
  /** What of the text is known. */
  readonly text: string
  /** What it is likely to come as. */
  readonly format: AudioFormat
  /** What it is asked for by; `undefined` for audio that is asked for by nobody. */
  key(): string | undefined
  /** The answers from the one that begins at an offset into the text. */
  answers(from: { readonly index: number; readonly offset: number }, signal: AbortSignal): AsyncGenerator<Coming, void>
  /** Lets go of what the text comes from. */
  close(): void
}

/** An answer on its way, with what it speaks: offsets are into the whole text, wherever asking began. */
export interface Coming {
  readonly segment: Segment
  readonly part: Pick<SpeechPart, 'format' | 'stream' | 'marks'>
  /** Whether it is known to be the last, once it was read. */
  isLast(): boolean
}

/** An answer as it came, which can be heard again. */
export interface Answer {
  readonly segment: Segment
  readonly format: AudioFormat
  readonly chunks: readonly Bytes[]
  /** What the server said of its words. */
  readonly words: readonly Mark[] | undefined
}
