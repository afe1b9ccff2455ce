import type { CORS } from './cors.ts'
import { errorResponse, type HTTPError } from './http-error.ts'
import { createRequestId } from './request-id.ts'
import { type LoggedRequest, type Logging, logRequest } from './request-log.ts'
import type { Answering } from './speech-answer.ts'

/** Who is told of what happens to requests. */
export interface FrontOptions {
  /** Told of every request, once its answer is over. @default undefined, which tells nobody */
  readonly onRequest?: ((request: LoggedRequest) => void) | undefined
  /**
   * Told of every failure that is not the client's doing: what the answer with this request id does not say.
   * @default undefined, which tells nobody
   */
  readonly onError?: ((error: unknown, failed: { readonly requestId: string }) => void) | undefined
}

/** What a server does with a request that is no question of a browser's. */
interface Behind {
  readonly cors: CORS
  readonly respond: (request: Request, answering: Answering, log: Logging | undefined) => Promise<Response>
  /** What a client is told of an error. */
  readonly refusal: (error: unknown, report: (error: unknown) => void) => HTTPError
}

/** What all servers do with all requests: an id, a log, errors as answers, and headers that keep pages at bay. */
export const createFront =
  ({ onRequest, onError }: FrontOptions, { cors, respond, refusal }: Behind) =>
  async (request: Request): Promise<Response> => {
    const requestId = createRequestId()
    const report = (error: unknown) => onError?.(error, { requestId })
    const log = onRequest && logRequest(request, requestId, onRequest)
    const response = await respond(request, { requestId, report }, log).catch(error => {
      if (request.signal.aborted) log?.left()
      request.signal.throwIfAborted()
      return errorResponse(refusal(error, report), requestId)
    })
    // An answer that was recorded keeps the id that is in its error as well.
    if (!response.headers.has('x-request-id')) response.headers.set('x-request-id', requestId)
    response.headers.set('cache-control', 'no-store')
    response.headers.set('x-content-type-options', 'nosniff')
    cors.allow(request, response.headers)
    const answer = request.method === 'HEAD' ? new Response(null, response) : response
    return log?.answer(answer) ?? answer
  }
