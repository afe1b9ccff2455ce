import type { Layer } from './fetch.ts'

/** An answer by events becomes the audio in them, for calls that ask for one. What reads it is loaded by the first. */
export const byEvents: Layer = next => async call => {
  const { report } = call
  if (report === undefined) return next(call)
  const { audioFrom } = await import('./speech-events.ts')
  // Of an attempt that failed, nothing counts.
  report.usage = undefined
  report.marks = undefined
  return audioFrom(await next(call), call, report)
}
