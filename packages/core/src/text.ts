export type { Segment, SegmentOptions, SentenceOptions, TextSource } from './text/segment.ts'
export { segment, sentences } from './text/segment.ts'
export type { Segmenter, SegmenterOptions } from './text/segmenter.ts'
export { createSegmenter } from './text/segmenter.ts'
