import type { AudioFormat, Bytes } from '@outloud/core'
import type { AudioSink, Track, TrackListener, TrackSettings } from '../sink.ts'

/** A track with a note of all that it reported. */
export interface Listened {
  readonly track: Track
  /** `time` once in a row. */
  readonly reports: readonly string[]
  /** Settles when all was heard; rejects with what `onError` said. */
  readonly ended: Promise<void>
  /** Settles once time has moved past so many seconds. */
  past(seconds: number): Promise<void>
}

export const signal: AbortSignal = new AbortController().signal

export function listen(
  sink: AudioSink,
  { format, startBuffer = 0.25, ...settings }: { format: AudioFormat; startBuffer?: number } & Partial<TrackSettings>,
): Listened {
  const reports: string[] = []
  const report = (name: string) => {
    if (name !== 'time' || reports.at(-1) !== 'time') reports.push(name)
  }
  let listener: TrackListener | undefined
  const ended = new Promise<void>((resolve, reject) => {
    listener = {
      onTime: () => report('time'),
      onPause: () => report('pause'),
      onPlay: () => report('play'),
      onEnded: () => {
        report('ended')
        resolve()
      },
      onError: error => {
        report('error')
        reject(error)
      },
    }
  })
  ended.catch(() => {})
  if (listener === undefined) throw new Error('A promise calls its executor at once')
  const track = sink.open({
    format,
    startBuffer,
    settings: { rate: 1, volume: 1, muted: false, ...settings },
    listener,
  })
  const past = (seconds: number) =>
    new Promise<void>(resolve => {
      const timer = setInterval(() => {
        if (track.currentTime <= seconds) return
        clearInterval(timer)
        resolve()
      }, 5)
    })
  return { track, reports, ended, past }
}

/** Appends an answer in pieces of so many bytes and ends it. */
export async function answer(track: Track, bytes: Bytes, length: number = bytes.length): Promise<void> {
  for (let at = 0; at < bytes.length; at += length) await track.append(bytes.slice(at, at + length), signal)
  await track.endAnswer(signal)
}
