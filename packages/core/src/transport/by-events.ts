import type { SpeechReport } from '../audio/report.ts'
import type { Answer, Call, Layer, Send } from './fetch.ts'

/** An answer by events becomes the audio in them, for calls that ask for one. What reads it is loaded by the first. */
export const byEvents: Layer = next => call =>
  call.report === undefined ? next(call) : reported(next, call, call.report)

async function reported(next: Send, call: Call, report: SpeechReport): Promise<Answer> {
  const { audioFrom } = await import('./speech-events.ts')
  // Of an attempt that failed, nothing counts.
  report.usage = undefined
  report.marks = undefined
  return audioFrom(await next(call), call, report)
}
