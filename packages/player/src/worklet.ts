export type { AudioSink } from './sink.ts'
