import { errorResponse, HTTPError } from '../../http-error.ts'
import { createRequestId } from '../../request-id.ts'
import { type Asked, readAsked } from './asked.ts'

/** A `fetch` like the platform's: for clients as their `fetch`, and for `serve`. */
export type RecordingFetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>

/** A request on its way, with what its caller gave besides. */
export interface Asking extends Asked {
  readonly init: RequestInit
  readonly signal: AbortSignal | undefined
}

/** A `fetch` that reads requests, and answers with what it throws as a server would. */
export const answering =
  (answer: (asking: Asking) => Promise<Response>): RecordingFetch =>
  async (input, init = {}) => {
    const signal = init.signal ?? (input instanceof Request ? input.signal : undefined)
    signal?.throwIfAborted()
    try {
      // Its body is read in any case: who leaves is told below.
      const asked = await readAsked(new Request(input, { ...init, signal: null }))
      signal?.throwIfAborted()
      return await answer({ ...asked, init, signal })
    } catch (error) {
      if (!(error instanceof HTTPError)) throw error
      const requestId = createRequestId()
      const response = errorResponse(error, requestId)
      response.headers.set('x-request-id', requestId)
      return response
    }
  }
