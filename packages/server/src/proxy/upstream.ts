import { audioFormats, type Bytes, createSpeechClient } from '@outloud/core'
import { pulledBody } from '../pulled.ts'
import type { SpeechProxyOptions } from './options.ts'
import type { Wanted } from './wanted.ts'

/** A request on its way through: what the service knows it by, and who is told of what breaks later. */
interface Passing {
  readonly signal: AbortSignal
  readonly idempotencyKey: string | undefined
  readonly requestId: string
  readonly report: (error: unknown) => void
}

/** The speech service, with the key that only this side knows. */
export interface Upstream {
  /**
   * Waits for the first audio, so that what fails before it rejects here. The rest is read as fast as the answer is:
   * cancelling it hangs up, and what breaks it off errors it and never ends it.
   */
  speak(wanted: Wanted, passing: Passing): Promise<Response>
}

/** @throws `InvalidRequestError` that names the option. */
export function createUpstream({ baseURL, apiKey, fetch, timeout, retry = false }: SpeechProxyOptions): Upstream {
  // How much may be sent is counted by caller, and a 429 is passed on.
  const client = createSpeechClient({ baseURL, apiKey, fetch, timeout, retry, limit: false })
  return {
    speak: async ({ input, length: _, ...voice }, { signal, idempotencyKey, requestId, report }) => {
      const headers = idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }
      // One request, whatever its length, and nothing read of the answer before somebody wants it.
      const once = { maxLength: input.length, heldBytes: 0, headers, signal }
      const reader = client
        .synthesize(input, { ...voice, ...once })
        .stream()
        .getReader()
      let first: Bytes | undefined = (await reader.read()).value
      const next = async () => {
        try {
          const bytes = first ?? (await reader.read()).value
          first = undefined
          return bytes
        } catch (error) {
          signal.throwIfAborted()
          report(error)
          // Whoever calls this in the same process sees the reason: it says no more than an answer would.
          throw new Error(`The speech broke off (request id: ${requestId})`)
        }
      }
      const body = pulledBody({ next, leave: reason => reader.cancel(reason) })
      return new Response(body, { headers: { 'content-type': audioFormats[voice.format].type } })
    },
  }
}
