import { errorResponse, HTTPError } from '../http-error.ts'
import { modelList } from '../models.ts'
import { readJSON } from '../request-body.ts'
import { createRequestId } from '../request-id.ts'
import { answerWith } from './answer.ts'
import { callerOf } from './caller.ts'
import { resolveProxy, type SpeechProxyOptions } from './options.ts'
import { originOf, preflight, setOrigin } from './origin.ts'
import { takeFrom } from './rate-limits.ts'
import { createUpstream } from './upstream.ts'
import { proxyFailure, upstreamFailure } from './upstream-error.ts'
import { idempotencyKey, parseWanted } from './wanted.ts'

/** A speech service as pages may use it, as a function of requests. */
export interface SpeechProxy {
  /**
   * Answers on whatever path it is mounted: a POST speaks, a GET of a path that ends in `/models` lists what is
   * allowed. Rejects only with `request.signal.reason`, when that aborts before the answer began.
   */
  fetch(request: Request): Promise<Response>
}

/**
 * Stands between pages and a speech service, so that the key stays on the server. It speaks the protocol's own paths
 * and errors: in the page, `createSpeechClient({ baseURL: '/api/speech' })` is all.
 * @throws `TypeError`, `RangeError` or `InvalidRequestError` that names the option.
 * @example const { fetch } = createSpeechProxy({ baseURL, apiKey, authorize, allow, limits })
 */
export function createSpeechProxy(options: SpeechProxyOptions): SpeechProxy {
  const { authorize, onError } = options
  const rules = resolveProxy(options)
  const upstream = createUpstream(options)
  const { origins, bodyBytes, requestsPerMinute, charactersPerMinute, store } = rules
  const models = modelList(
    Array.from(rules.models, id => ({ id })),
    Math.floor(Date.now() / 1_000),
  )

  const speech = async (request: Request, id: string, requestId: string, report: (error: unknown) => void) => {
    // Counted before the body is looked at: requests that are refused are requests, too.
    await takeFrom(store, 'requests', id, { amount: 1, perMinute: requestsPerMinute })
    const wanted = parseWanted(await readJSON(request, bodyBytes), rules)
    const key = await idempotencyKey(request, id)
    await takeFrom(store, 'characters', id, { amount: wanted.length, perMinute: charactersPerMinute })
    const { signal } = request
    const passing = await upstream.speak(wanted, { signal, idempotencyKey: key }).catch(error => {
      signal.throwIfAborted()
      report(error)
      throw upstreamFailure(error)
    })
    return answerWith(passing, { requestId, report })
  }

  return {
    fetch: async request => {
      const requestId = createRequestId()
      const report = (error: unknown) => onError?.(error, { requestId })
      let origin: string | undefined
      const respond = async () => {
        origin = originOf(request, origins)
        const { allow, speaks } = offered(request)
        if (request.method === 'OPTIONS') return preflight(allow, origin)
        const caller = await callerOf(request, authorize)
        if (caller instanceof Response) return caller
        return speaks ? speech(request, caller.id, requestId, report) : Response.json(models)
      }
      const response = await respond().catch(error => {
        request.signal.throwIfAborted()
        return errorResponse(refusal(error, report), requestId)
      })
      setOrigin(response.headers, origin)
      response.headers.set('x-request-id', requestId)
      response.headers.set('cache-control', 'no-store')
      response.headers.set('x-content-type-options', 'nosniff')
      return request.method === 'HEAD' ? new Response(null, response) : response
    },
  }
}

/**
 * What there is at a path.
 * @throws `HTTPError` 405, or 404 for what the protocol has and this has not.
 */
function offered({ url, method }: Request): { readonly allow: string; readonly speaks: boolean } {
  const { pathname } = new URL(url)
  if (/\/audio\/(transcriptions|translations)\/?$/.test(pathname)) {
    throw new HTTPError(404, 'path: expected one that speaks or lists models, got one that hears', {
      code: 'not_found',
    })
  }
  const speaks = !/\/models\/?$/.test(pathname)
  const methods = speaks ? ['POST', 'OPTIONS'] : ['GET', 'HEAD', 'OPTIONS']
  const allow = methods.join(', ')
  if (methods.includes(method)) return { allow, speaks }
  throw new HTTPError(405, `method: expected one of ${allow}, got ${method}`, {
    code: 'method_not_allowed',
    headers: { allow },
  })
}

function refusal(error: unknown, report: (error: unknown) => void): HTTPError {
  if (!(error instanceof HTTPError)) {
    report(error)
    return proxyFailure()
  }
  if (error.status >= 500 && error.cause !== undefined) report(error.cause)
  return error
}
