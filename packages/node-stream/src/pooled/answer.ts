import type { Bytes } from '@outloud/core'
import { type AnswerBody, streamOf } from './answer-body.ts'
import type { AnswerFields } from './answer-fields.ts'

/** What an answer is made of. */
export interface AnswerParts {
  readonly url: string
  readonly status: number
  readonly statusText: string
  readonly fields: AnswerFields
  readonly body: AnswerBody
}

/** Statuses for which a `Response` must not have a body. */
const bodiless: ReadonlySet<number> = new Set([204, 205, 304])

/** Where a client that knows of it finds head and body without the objects of the fetch standard. */
const pulled = Symbol.for('outloud.pulled')

/**
 * An answer in the shape of a `Response`. Making a real one costs more than all the rest of it, and a client reads only
 * `status`, headers and chunks: so all else is made when something asks for it.
 */
export function createAnswer({ url, status, statusText, fields, body: source }: AnswerParts): Response {
  let headers: Headers | undefined
  let body: ReadableStream<Bytes> | undefined
  let real: Response | undefined
  const head = () => {
    headers ??= new Headers([...fields])
    return headers
  }
  const stream = () => {
    body ??= streamOf(source)
    return body
  }
  const whole = () => {
    real ??= new Response(bodiless.has(status) ? null : stream(), { status, statusText, headers: head() })
    return real
  }
  const answer = {
    url,
    status,
    statusText,
    get headers() {
      return head()
    },
    [pulled]: { headers: fields, read: source.read, cancel: source.cancel },
    ok: status >= 200 && status < 300,
    redirected: false,
    type: 'basic' as const,
    get body() {
      return real === undefined ? stream() : real.body
    },
    get bodyUsed() {
      return real?.bodyUsed ?? body?.locked ?? false
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
