export type { ClientOptions, SpeechClient } from './client.ts'
export { createSpeechClient } from './client.ts'
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
export type { Model, ModelsOptions, Pricing } from './models.ts'
export type { VoiceOptions } from './request.ts'
export type { Speech } from './speech.ts'
export type { SpeechOptions } from './synthesize.ts'
export type { ApiKey } from './transport/authorize.ts'
export type { Fetch, Interceptor } from './transport/fetch.ts'
export type { Timeouts } from './transport/timeout.ts'
