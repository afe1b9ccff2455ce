import { audioFormats, type Bytes } from '@outloud/core'
import { codePoints } from './code-points.ts'
import { HTTPError } from './http-error.ts'
import { pulledBody } from './pulled.ts'
import { refusal } from './refusal.ts'
import { eventResponse } from './server-sent-events.ts'
import type { Spoken } from './speaker.ts'
import { audioEvent, doneEvent, errorEvent, marksEvent, type SpokenTokens } from './speech-events.ts'
import type { Utterance } from './speech-request.ts'

/** The answer that a speech is sent in, and who is told when it fails after it began. */
export interface Answering {
  readonly requestId: string
  readonly report: (error: unknown) => void
}

/** The speech as the client asked for it: bytes, or events. A failure breaks the body, it never ends it. */
export function speechAnswer(utterance: Utterance, spoken: Spoken, answering: Answering): Response {
  if (utterance.events) {
    return eventResponse({ events: eventsOf(utterance, spoken, answering), leave: spoken.leave })
  }
  const next = async (): Promise<Bytes | undefined> => {
    try {
      return (await spoken.next())?.bytes
    } catch (error) {
      if (!spoken.signal.aborted) answering.report(error)
      throw error
    }
  }
  const body = pulledBody({ next, leave: spoken.leave })
  return new Response(body, { headers: { 'content-type': audioFormats[utterance.format].type } })
}

/** The speech in events. Of a failure the client is told before the body breaks. */
async function* eventsOf(
  { text }: Utterance,
  spoken: Spoken,
  { requestId, report }: Answering,
): AsyncGenerator<object, void> {
  try {
    for (let stretch = await spoken.next(); stretch !== undefined; stretch = await spoken.next()) {
      const { bytes, marks } = stretch
      if (marks.length > 0) yield marksEvent(marks)
      if (bytes.length > 0) yield audioEvent(bytes)
    }
  } catch (error) {
    // Whoever stopped it does not listen any more, except to a server that closes.
    const heard = !spoken.signal.aborted || error instanceof HTTPError
    if (heard) yield errorEvent(refusal(error, report), requestId)
    throw error
  }
  yield doneEvent(usageOf(text, spoken.seconds))
}

/** What stands for a token of audio, as in the models of the protocol. */
const secondsPerToken = 0.05

/** Nothing here is made of tokens: a character of the text counts as one, and so does each 50 ms of audio. */
function usageOf(text: string, seconds: number): SpokenTokens {
  const input_tokens = codePoints(text)
  const output_tokens = Math.ceil(seconds / secondsPerToken)
  return { input_tokens, output_tokens, total_tokens: input_tokens + output_tokens }
}
