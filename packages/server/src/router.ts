import { HTTPError } from './http-error.ts'

/** Where something is. */
const known = [
  '/v1/audio/speech',
  '/v1/audio/transcriptions',
  '/v1/audio/translations',
  '/v1/models',
  '/api/models',
  '/health',
  '/ready',
] as const
type Path = (typeof known)[number]
export const paths: ReadonlySet<string> = new Set(known)
const isPath = (path: string): path is Path => paths.has(path)

/** What is at each path: an answer by method. What can be read with GET takes HEAD as well, and all take OPTIONS. */
export type Routes = Readonly<
  Record<Path, { readonly [Method in 'GET' | 'POST']?: (() => Response | Promise<Response>) | undefined }>
>

/**
 * The answer that a request asks for.
 * @throws `HTTPError` 404 or 405.
 */
export async function route({ url, method }: Request, routes: Routes): Promise<Response> {
  const { pathname } = new URL(url)
  if (!isPath(pathname)) throw notFound(pathname)
  const { GET, POST } = routes[pathname]
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

function notFound(pathname: string): HTTPError {
  const came = pathname.length > 80 ? 'another path' : pathname
  return new HTTPError(404, `path: expected one of ${known.join(', ')}, got ${came}`, { code: 'not_found' })
}
