import type { RecognizedSegment } from './recognizer.ts'
import { eventResponse } from './server-sent-events.ts'
import type { Hearing } from './transcriber.ts'
import { textOf, usageOf } from './transcript.ts'

/**
 * What is heard as server-sent events, while it is read: a `transcript.text.delta` for each stretch of speech and a
 * `transcript.text.done` with all of it. A failure breaks the stream and never ends it.
 */
export const transcriptionEvents = (hearing: Hearing, onError: (error: unknown) => void): Response =>
  eventResponse({ events: eventsOf(hearing, onError), leave: hearing.leave })

async function* eventsOf(hearing: Hearing, onError: (error: unknown) => void): AsyncGenerator<object, void> {
  const heard: RecognizedSegment[] = []
  try {
    for (let segment = await hearing.next(); segment !== undefined; segment = await hearing.next()) {
      // Together the deltas are the text.
      const delta = heard.length === 0 ? segment.text : ` ${segment.text}`
      heard.push(segment)
      yield { type: 'transcript.text.delta', delta }
    }
  } catch (error) {
    if (!hearing.signal.aborted) onError(error)
    throw error
  }
  yield { type: 'transcript.text.done', text: textOf(heard), usage: usageOf(hearing.duration) }
}
