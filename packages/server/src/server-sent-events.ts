import type { Bytes } from '@outloud/core'
import { pulledBody } from './pulled.ts'

/** Where the events of an answer come from; each is sent when it is asked for. */
export interface EventSource {
  readonly events: AsyncIterator<object, void>
  /** Called when the answer's body is cancelled. */
  readonly leave: (reason: unknown) => Promise<void>
}

/** Events as the protocol sends them: each is a JSON object with a `type`. A failure breaks the body, it never ends it. */
export function eventResponse({ events, leave }: EventSource): Response {
  const encoder = new TextEncoder()
  const next = async (): Promise<Bytes | undefined> => {
    const { done, value } = await events.next()
    return done === true ? undefined : encoder.encode(`data: ${JSON.stringify(value)}\n\n`)
  }
  return new Response(pulledBody({ next, leave }), { headers: { 'content-type': 'text/event-stream' } })
}
