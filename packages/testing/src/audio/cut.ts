import type { AudioFormat, Bytes } from '@outloud/core'
import { type FramedFormat, frameStarts } from './frames.ts'
import { tones } from './tones.ts'

/** Fewer bytes than the last frame, page or run of samples of any tone has. */
const partOfLastFrame = 7

/**
 * The tone in a format without its end: cut in the payload of a frame (Ogg: page) near the middle, or in the last frame.
 * `header` cuts inside a frame's header and needs frames that can be walked. Samples have no frames, so not for `pcm`.
 */
export function cutTone(format: FramedFormat, cut: 'payload' | 'header' | 'last'): Bytes
export function cutTone(format: Exclude<AudioFormat, 'pcm'>, cut: 'payload' | 'last'): Bytes
export function cutTone(format: Exclude<AudioFormat, 'pcm'>, cut: 'payload' | 'header' | 'last'): Bytes {
  const tone = tones[format]
  if (cut === 'last') return tone.slice(0, -partOfLastFrame)
  // The middle of the FLAC tone lies in its third frame, and every cut of a WAV contradicts its header.
  if (format === 'flac' || format === 'wav') return tone.slice(0, tone.length >> 1)
  const starts = frameStarts(format, tone)
  const middle = starts.length >> 1
  const start = starts[middle] ?? 0
  const end = starts[middle + 1] ?? tone.length
  return tone.slice(0, cut === 'header' ? start + 2 : (start + end) >> 1)
}
