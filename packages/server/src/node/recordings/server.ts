import { createKeyCheck } from '../../authorize.ts'
import { createCORS } from '../../cors.ts'
import { createFront, type FrontOptions } from '../../front.ts'
import { HTTPError } from '../../http-error.ts'
import { originOf } from '../../proxy/origin.ts'
import type { FetchServer } from '../handler.ts'
import type { RecordingFetch } from './answering.ts'

/** How a server of recordings is set up. */
export interface RecordingServerOptions extends FrontOptions {
  /** What answers: `recordFetch` with a `baseURL`, or `replayFetch`. */
  readonly fetch: RecordingFetch
  /** What requests have to send as a bearer key: visible ASCII. @default undefined, which asks for none */
  readonly apiKey?: string | undefined
  /** Origins whose pages may use this server, such as `http://localhost:5173`. @default none */
  readonly cors?: string | readonly string[] | undefined
}

/**
 * Answers for a speech server on a port, by recording a real one or by replaying what was recorded; `GET /health` says
 * that it is there. Pages of other origins are refused: while it records, it asks with a key that is not theirs.
 * @throws `TypeError` for a key that cannot be sent or an origin that is none.
 * @example await serve(createRecordingServer({ fetch: replayFetch('test/recordings') }), { port: 8080 })
 */
export function createRecordingServer({ fetch, apiKey, cors, ...told }: RecordingServerOptions): FetchServer {
  const checkKey = createKeyCheck(apiKey)
  const pages = createCORS(cors)
  const respond = async (request: Request): Promise<Response> => {
    const { method, signal } = request
    const asked = pages.preflight(request)
    if (asked !== undefined) return asked
    if (method === 'GET' && new URL(request.url).pathname === '/health') return Response.json({ status: 'ok' })
    checkKey(request)
    if (!pages.allows(request)) originOf(request, new Set())
    const { status, headers, body } = await fetch(request, { signal })
    // Its own headers, so that more can be added.
    return new Response(body, { status, headers: new Headers(headers) })
  }
  return { asksForKey: apiKey !== undefined, fetch: createFront(told, { cors: pages, respond, refusal }) }
}

function refusal(error: unknown, report: (error: unknown) => void): HTTPError {
  if (error instanceof HTTPError) return error
  report(error)
  return new HTTPError(502, 'The server that is recorded cannot be reached, or the recording cannot be written', {
    code: 'recording_failed',
  })
}
