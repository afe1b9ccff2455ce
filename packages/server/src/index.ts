export type { Engine, EngineChunk, EngineRequest, Mark, Voice } from './engine.ts'
export { EngineError } from './engine.ts'
export type { FailOptions } from './fail.ts'
export { parseFail } from './fail.ts'
export type {
  Recognition,
  RecognizedSegment,
  RecognizedWord,
  Recognizer,
  RecognizerRequest,
  UploadedRecording,
} from './recognizer.ts'
export { RecognizerError } from './recognizer.ts'
export type { LoggedRequest, LoggedSpeech } from './request-log.ts'
export type { SpeechServer, SpeechServerLimits, SpeechServerOptions } from './server.ts'
export { createSpeechServer } from './server.ts'
