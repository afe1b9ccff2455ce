import { HTTPError } from './http-error.ts'

/** What is at each path: an answer by method. What can be read with GET takes HEAD as well, and all take OPTIONS. */
export type Routes = Readonly<
  Record<string, { readonly [Method in 'GET' | 'POST']?: (() => Response | Promise<Response>) | undefined }>
>

/**
 * The answer that a request asks for.
 * @throws `HTTPError` 404 or 405.
 */
export async function route({ url, method }: Request, routes: Routes): Promise<Response> {
  const { pathname } = new URL(url)
  const answers = Object.hasOwn(routes, pathname) ? routes[pathname] : undefined
  if (answers === undefined) throw notFound(pathname, Object.keys(routes))
  const { GET, POST } = answers
  if (method === 'GET' && GET !== undefined) return GET()
  if (method === 'POST' && POST !== undefined) return POST()
  if (method === 'HEAD' && GET !== undefined) return GET()
  const allow = [...(GET ? ['GET', 'HEAD'] : []), ...(POST ? ['POST'] : []), 'OPTIONS'].join(', ')
  if (method === 'OPTIONS') return new Response(null, { status: 204, headers: { allow } })
  throw new HTTPError(405, `method: expected one of ${allow}, got ${method}`, {
    code: 'method_not_allowed',
    headers: { allow },
  })
}

function notFound(pathname: string, paths: readonly string[]): HTTPError {
  const came = pathname.length > 80 ? 'another path' : pathname
  return new HTTPError(404, `path: expected one of ${paths.join(', ')}, got ${came}`, { code: 'not_found' })
}
