export type { FileStore, FileStoreOptions, FileStoreSize } from './file-store.ts'
export { fileStore } from './file-store.ts'
export type { PlayPcmOptions } from './play-pcm.ts'
export { playPcm } from './play-pcm.ts'
export type { Player } from './players.ts'
export type { PooledFetch, PooledFetchOptions } from './pooled-fetch.ts'
export { createPooledFetch } from './pooled-fetch.ts'
export type { RequestStreamOptions } from './request-stream.ts'
export { createRequestStream } from './request-stream.ts'
export type {
  OnError,
  SegmentWithAudio,
  SpeechProgress,
  SpeechStream,
  SpeechStreamOptions,
  SpokenSegment,
} from './speech-stream.ts'
export { createSpeechStream } from './speech-stream.ts'
export type { SpeechInput, SpokenText } from './stream/command.ts'
