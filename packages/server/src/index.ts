export type { Engine, EngineChunk, EngineRequest, Mark, Voice } from './engine.ts'
export { EngineError } from './engine.ts'
export type {
  Recognition,
  RecognizedSegment,
  RecognizedWord,
  Recognizer,
  RecognizerRequest,
  UploadedRecording,
} from './recognizer.ts'
export { RecognizerError } from './recognizer.ts'
export type { SpeechServer, SpeechServerLimits, SpeechServerOptions } from './server.ts'
export { createSpeechServer } from './server.ts'
