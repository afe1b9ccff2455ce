export type { AudioSink, Track, TrackListener, TrackSettings } from './sink.ts'
