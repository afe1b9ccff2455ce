export type { Caption } from './audio/captions.ts'
export { toSRT, toWebVTT } from './audio/captions.ts'
export type { Cue, CueUnit } from './audio/cues.ts'
export type { Mark, Usage } from './audio/report.ts'
export type { WavFormat } from './audio/wav-header.ts'
export { wavHeader } from './audio/wav-header.ts'
export type { SpeechClient } from './client.ts'
export { createSpeechClient } from './client.ts'
export type { ClientOptions } from './client-options.ts'
export type { Price } from './cost.ts'
export type {
  APIErrorFields,
  ErrorSegment,
  InvalidResponseReason,
  RequestIssue,
  SpeechError,
  TimeoutPhase,
} from './errors.ts'
export {
  APIError,
  InvalidRequestError,
  InvalidResponseError,
  isSpeechError,
  NetworkError,
  TimeoutError,
} from './errors.ts'
export type { AudioFormat, Bytes } from './format.ts'
export { audioFormats, pcmFacts } from './format.ts'
export type { ModelTask } from './model-task.ts'
export type { Model, ModelsOptions, Pricing } from './models.ts'
export type { Plan, PlanOptions } from './plan.ts'
export type { VoiceOptions } from './request.ts'
export type { Encode, Speech, SpeechPart, SpeechProgress } from './speech.ts'
export type { Silence, SpeechOptions } from './speech-options.ts'
export type { SpeechTransform, SpeechTransformOptions } from './speech-transform.ts'
export { createSpeechTransform } from './speech-transform.ts'
export type { Segment, SegmentOptions, TextSource } from './text/segment.ts'
export type {
  Recording,
  TranscriptionEventOptions,
  TranscriptionOptions,
  TranslationOptions,
  VoiceActivity,
} from './transcription/options.ts'
export type { TimestampGranularity, TranscriptFormat } from './transcription/schema.ts'
export type {
  TokenLogprob,
  Transcript,
  TranscriptIn,
  TranscriptionEvent,
  TranscriptSegment,
  TranscriptUsage,
  TranscriptWord,
  VerboseTranscript,
} from './transcription/transcript.ts'
export type { ApiKey } from './transport/authorize.ts'
export type { Fetch, Interceptor } from './transport/fetch.ts'
export type { LimitOptions } from './transport/limit.ts'
export type { TransportEvent } from './transport/observe.ts'
export { observe } from './transport/observe.ts'
export type { AudioStore } from './transport/store.ts'
export { memoryStore } from './transport/store.ts'
export type { Timeouts } from './transport/timeout.ts'
