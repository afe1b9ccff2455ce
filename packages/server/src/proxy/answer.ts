import { audioFormats, type Bytes } from '@outloud/core'
import { pulledBody } from '../pulled.ts'
import { eventResponse } from '../server-sent-events.ts'
import { audioEvent, doneEvent, errorEvent, marksEvent } from '../speech-events.ts'
import type { Passing } from './upstream.ts'
import { upstreamFailure } from './upstream-error.ts'

/** What an answer is known by, and who is told of what breaks it. */
interface Answering {
  readonly requestId: string
  readonly report: (error: unknown) => void
}

/**
 * A speech as its caller gets it: as events where the service answers by events, else as audio. It is read as fast as
 * the answer is; cancelling that hangs up, and what breaks it off errors the answer and never ends it.
 */
export function answerWith(passing: Passing, answering: Answering): Response {
  if (passing.byEvents) return eventResponse({ events: eventsOf(passing, answering), leave: passing.leave })
  const next = async (): Promise<Bytes | undefined> => {
    try {
      return (await passing.next())?.bytes
    } catch (error) {
      throw brokenOff(error, passing, answering)
    }
  }
  const body = pulledBody({ next, leave: passing.leave })
  return new Response(body, { headers: { 'content-type': audioFormats[passing.format].type } })
}

/** Events made anew, so that nothing is in them but what was read and checked. */
async function* eventsOf(passing: Passing, answering: Answering): AsyncGenerator<object, void> {
  try {
    for (let passage = await passing.next(); passage !== undefined; passage = await passing.next()) {
      const { bytes, marks } = passage
      if (marks.length > 0) yield marksEvent(marks)
      if (bytes.length > 0) yield audioEvent(bytes)
    }
  } catch (error) {
    const broken = brokenOff(error, passing, answering)
    yield errorEvent(upstreamFailure(error), answering.requestId)
    throw broken
  }
  const usage = passing.usage()
  yield doneEvent(
    usage && { input_tokens: usage.inputTokens, output_tokens: usage.outputTokens, total_tokens: usage.totalTokens },
  )
}

/**
 * What breaks an answer. Whoever calls this in the same process sees it: it says no more than an answer would.
 * @throws The signal's reason, where nobody wants the answer any more.
 */
function brokenOff(error: unknown, { signal }: Passing, { requestId, report }: Answering): Error {
  signal.throwIfAborted()
  report(error)
  return new Error(`The speech broke off (request id: ${requestId})`)
}
