import { HTTPError } from '../http-error.ts'
import type { Caller, SpeechProxyOptions } from './options.ts'

/**
 * Who a request comes from, or the answer to it.
 * @throws `HTTPError` 401; `TypeError` for what is neither yes nor no: nobody is let through by mistake.
 */
export async function callerOf(
  request: Request,
  authorize: SpeechProxyOptions['authorize'],
): Promise<Caller | Response> {
  const verdict = (await authorize(request)) ?? undefined
  if (verdict === undefined) {
    throw new HTTPError(401, 'authorization: expected somebody who may use this proxy, got nobody', {
      code: 'unauthorized',
      headers: { 'www-authenticate': 'Bearer' },
    })
  }
  // A copy, because the headers of some cannot be changed.
  if (verdict instanceof Response) return new Response(verdict.body, verdict)
  if (typeof verdict.id !== 'string' || verdict.id === '') {
    throw new TypeError(
      'authorize: expected { id } with a text that is not empty, undefined or a Response, got another',
    )
  }
  if (request.bodyUsed)
    throw new TypeError('authorize: expected a body that is unread, got one that was read: clone it')
  return { id: verdict.id }
}
