import type { Bytes } from '@outloud/core'
import { type AudioSampleSource, CustomAudioEncoder } from 'mediabunny'

/** A thread that can be told whether a process has to wait for it: Node's or Bun's, and no browser's. */
export interface EncoderThread {
  ref(): void
  unref(): void
}

/** What encodes for a source, once it has its first sample. mediabunny keeps it inside. */
export const customEncoder = (source: AudioSampleSource): unknown =>
  memberOf(memberOf(source, '_encoder'), 'customEncoder')

/** Ends what encodes for a source, and its thread; harmless where that has ended. */
export function endEncoder(source: AudioSampleSource): void {
  const encoder = customEncoder(source)
  if (encoder instanceof CustomAudioEncoder) encoder.close()
}

/** The thread of what encodes for a source; `undefined` where there is none that can be let go of. */
export function encoderThread(source: AudioSampleSource): EncoderThread | undefined {
  const thread = memberOf(customEncoder(source), 'worker')
  return isThread(thread) ? thread : undefined
}

/**
 * Hands on what was encoded. Meanwhile the thread keeps no process alive: a reader that never asks for more, and never
 * says that it leaves, is no reason to wait.
 */
export function* handOn(chunk: Bytes, thread: EncoderThread | undefined): Generator<Bytes, void> {
  thread?.unref()
  try {
    yield chunk
  } finally {
    thread?.ref()
  }
}

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined

const isThread = (value: unknown): value is EncoderThread =>
  typeof memberOf(value, 'ref') === 'function' && typeof memberOf(value, 'unref') === 'function'
