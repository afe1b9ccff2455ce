export { transcriptionEvents } from './transcription/events.ts'
export { transcribe, translate } from './transcription/transcribe.ts'
