import type { Bytes } from '@outloud/core'

/** What an answer is made of. */
export interface AnswerParts {
  readonly url: string
  readonly status: number
  readonly statusText: string
  readonly headers: Headers
  readonly body: ReadableStream<Bytes>
}

/** Statuses for which a `Response` must not have a body. */
const bodiless: ReadonlySet<number> = new Set([204, 205, 304])

/**
 * An answer in the shape of a `Response`. Making a real one costs more than all the rest of it, and a client reads only
 * `status`, `headers` and `body`: so a real one is made when something asks for more.
 */
export function createAnswer({ url, status, statusText, headers, body }: AnswerParts): Response {
  let real: Response | undefined
  const whole = () => {
    real ??= new Response(bodiless.has(status) ? null : body, { status, statusText, headers })
    return real
  }
  const answer = {
    url,
    status,
    statusText,
    headers,
    ok: status >= 200 && status < 300,
    redirected: false,
    type: 'basic' as const,
    get body() {
      return real === undefined ? body : real.body
    },
    get bodyUsed() {
      return real?.bodyUsed ?? body.locked
    },
    arrayBuffer: () => whole().arrayBuffer(),
    blob: () => whole().blob(),
    // Of newer versions of Node than this is typed for.
    bytes: async (): Promise<Bytes> => new Uint8Array(await whole().arrayBuffer()),
    clone: () => whole().clone(),
    formData: () => whole().formData(),
    json: () => whole().json(),
    text: () => whole().text(),
  }
  return answer
}
