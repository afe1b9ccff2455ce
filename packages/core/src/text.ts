export type { Segment, SegmentOptions, TextSource } from './text/segment.ts'
export { segment, sentences } from './text/segment.ts'
export type { Segmenter, SegmenterOptions } from './text/segmenter.ts'
export { createSegmenter } from './text/segmenter.ts'
