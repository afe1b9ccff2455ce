import type { Bytes } from '@outloud/core'
import type { RecognizedSegment } from './recognizer.ts'
import type { Hearing } from './transcriber.ts'
import { textOf, usageOf } from './transcript.ts'

/**
 * What is heard as server-sent events, while it is read: a `transcript.text.delta` for each stretch of speech and a
 * `transcript.text.done` with all of it. A failure breaks the stream and never ends it.
 */
export function transcriptionEvents(hearing: Hearing, onError: (error: unknown) => void): Response {
  const encoder = new TextEncoder()
  const heard: RecognizedSegment[] = []
  const eventBytes = (event: object): Bytes => encoder.encode(`data: ${JSON.stringify(event)}\n\n`)

  const stream = new ReadableStream<Bytes>(
    {
      pull: async events => {
        try {
          const segment = await hearing.next()
          if (segment === undefined) {
            const done = { text: textOf(heard), usage: usageOf(hearing.duration) }
            events.enqueue(eventBytes({ type: 'transcript.text.done', ...done }))
            events.close()
            return
          }
          // Together the deltas are the text.
          const delta = heard.length === 0 ? segment.text : ` ${segment.text}`
          heard.push(segment)
          events.enqueue(eventBytes({ type: 'transcript.text.delta', delta }))
        } catch (error) {
          if (!hearing.signal.aborted) onError(error)
          throw error
        }
      },
      cancel: reason => hearing.leave(reason),
    },
    { highWaterMark: 0 },
  )
  return new Response(stream, { headers: { 'content-type': 'text/event-stream' } })
}
