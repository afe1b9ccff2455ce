import type { TranscriptFormat } from './schema.ts'

/** What was heard. */
export interface Transcript {
  readonly text: string
  readonly usage: TranscriptUsage | undefined
  /** How sure the model was of each token, when `include` asked for `logprobs`. */
  readonly logprobs: readonly TokenLogprob[] | undefined
}

/** What was heard, and when. */
export interface VerboseTranscript {
  readonly text: string
  /** As the server words it: `english`, or `en`. */
  readonly language: string | undefined
  /** Seconds of the recording. */
  readonly duration: number | undefined
  readonly segments: readonly TranscriptSegment[] | undefined
  /** When `timestampGranularities` asked for `word`. */
  readonly words: readonly TranscriptWord[] | undefined
  readonly usage: TranscriptUsage | undefined
}

/** A word and when it is heard, in seconds from the start of the recording. */
export interface TranscriptWord {
  readonly text: string
  readonly start: number
  readonly end: number
}

/** A stretch of speech and when it is heard, in seconds from the start of the recording. */
export interface TranscriptSegment extends TranscriptWord {
  /** The mean over its tokens; below -1 the text is doubtful. */
  readonly averageLogprob: number | undefined
  /** Above 2.4 the text repeats itself, which speech does not. */
  readonly compressionRatio: number | undefined
  /** From 0 to 1: whether nobody spoke. */
  readonly noSpeechProbability: number | undefined
  readonly temperature: number | undefined
}

/** A token and the logarithm of its probability. */
export interface TokenLogprob {
  readonly token: string
  readonly logprob: number
}

/** What the server counts: tokens, or seconds of the recording. */
export type TranscriptUsage =
  | {
      readonly type: 'tokens'
      readonly inputTokens: number
      readonly outputTokens: number
      readonly totalTokens: number
      /** Those of `inputTokens` that are the recording. */
      readonly audioTokens: number | undefined
      /** Those of `inputTokens` that are the prompt. */
      readonly textTokens: number | undefined
    }
  | { readonly type: 'duration'; readonly seconds: number }

/** What each format comes back as. */
interface Transcripts {
  readonly json: Transcript
  readonly verbose_json: VerboseTranscript
  readonly text: string
  readonly srt: string
  readonly vtt: string
}

/** The transcript in a format; `json` and `verbose_json` parsed, the others as the server wrote them. */
export type TranscriptIn<Format extends TranscriptFormat> = Transcripts[Format]

/** What comes while a recording is heard. Kinds that are not listed here are passed over. */
export type TranscriptionEvent =
  | {
      readonly type: 'transcript.text.delta'
      /** What to append to the text so far. */
      readonly delta: string
      readonly logprobs: readonly TokenLogprob[] | undefined
    }
  | {
      readonly type: 'transcript.text.segment'
      readonly id: string | undefined
      readonly speaker: string | undefined
      readonly text: string
      /** Seconds from the start of the recording. */
      readonly start: number
      /** Seconds from the start of the recording. */
      readonly end: number
    }
  | ({
      readonly type: 'transcript.text.done'
    } & Transcript)
