import { HTTPError } from '../http-error.ts'

/** What a page of another origin may send and read beyond what every page may. */
const forPages = {
  'access-control-allow-methods': 'GET, POST',
  'access-control-allow-headers': 'authorization, content-type, idempotency-key',
  'access-control-max-age': '600',
} as const

/** An origin as browsers write it. `null`, which any sandboxed page has, and `*` are none. */
export function isOrigin(value: unknown): boolean {
  if (typeof value !== 'string' || !/^[a-z][a-z\d+.-]*:\/\/[^/?#@*\s]+$/.test(value)) return false
  // Only these have an origin by the URL standard; apps have others, such as `capacitor://localhost`.
  return !/^https?:/.test(value) || (URL.canParse(value) && new URL(value).origin === value)
}

/**
 * The origin of the page that asks, if one does. Browsers name it on every POST, also of the page's own origin, so
 * that what comes without is no page, or a GET that a page cannot read.
 * @throws `HTTPError` 403 for any origin but the listed.
 */
export function originOf({ headers }: Request, origins: ReadonlySet<string>): string | undefined {
  const origin = headers.get('origin')
  if (origin !== null && origins.has(origin)) return origin
  const site = headers.get('sec-fetch-site') ?? 'none'
  if (origin === null && site !== 'cross-site' && site !== 'same-site') return undefined
  throw new HTTPError(403, 'origin: expected an origin that this proxy allows, got another', {
    code: 'origin_not_allowed',
  })
}

/** The answer to a page that asks what it may send. */
export const preflight = (allow: string, origin: string | undefined): Response =>
  new Response(null, { status: 204, headers: { allow, ...(origin === undefined ? {} : forPages) } })

/** Lets the page that asked read the answer, and no other page what a cache has kept of it. */
export function setOrigin(headers: Headers, origin: string | undefined): void {
  headers.append('vary', 'Origin')
  // What an answer of somebody else's says of origins is not what this proxy allows.
  headers.delete('access-control-allow-origin')
  if (origin === undefined) return
  headers.set('access-control-allow-origin', origin)
  headers.set('access-control-expose-headers', 'retry-after, x-request-id, x-should-retry')
}
