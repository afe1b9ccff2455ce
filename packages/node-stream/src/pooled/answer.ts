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

/** Where a client that knows of it finds the way past the objects of the fetch standard. */
export const pulled: unique symbol = Symbol.for('outloud.pulled')

/** What was asked for beyond what every reader looks at. */
interface Made {
  headers?: Headers
  body?: ReadableStream<Bytes>
  real?: Response
}

const partsOf = Symbol('parts')
const madeOf = Symbol('made')

interface Answer {
  readonly [partsOf]: AnswerParts
  readonly [madeOf]: Made
}

function headersOf({ [partsOf]: { fields }, [madeOf]: made }: Answer): Headers {
  made.headers ??= new Headers([...fields])
  return made.headers
}

function bodyOf({ [partsOf]: { body }, [madeOf]: made }: Answer): ReadableStream<Bytes> {
  made.body ??= streamOf(body)
  return made.body
}

function realOf(answer: Answer): Response {
  const { [partsOf]: parts, [madeOf]: made } = answer
  const { status, statusText } = parts
  const headers = headersOf(answer)
  made.real ??= new Response(bodiless.has(status) ? null : bodyOf(answer), { status, statusText, headers })
  return made.real
}

/** What all answers have together. A getter or a method in each of them would cost more than sending the request. */
const shape: ThisType<Answer> & object = {
  redirected: false,
  type: 'basic',
  get headers() {
    return headersOf(this)
  },
  get body() {
    const { real } = this[madeOf]
    return real === undefined ? bodyOf(this) : real.body
  },
  get bodyUsed() {
    const { real, body } = this[madeOf]
    return real?.bodyUsed ?? body?.locked ?? false
  },
  arrayBuffer() {
    return realOf(this).arrayBuffer()
  },
  blob() {
    return realOf(this).blob()
  },
  // Of newer versions of Node than this is typed for.
  async bytes() {
    return new Uint8Array(await realOf(this).arrayBuffer())
  },
  clone() {
    return realOf(this).clone()
  },
  formData() {
    return realOf(this).formData()
  },
  json() {
    return realOf(this).json()
  },
  text() {
    return realOf(this).text()
  },
}

/**
 * An answer in the shape of a `Response`. Making a real one costs more than all the rest of it, and a client reads only
 * `status`, headers and chunks: so all else is made when something asks for it.
 */
export function createAnswer(parts: AnswerParts): Response {
  const { url, status, statusText } = parts
  return Object.assign(Object.create(shape), {
    url,
    status,
    statusText,
    ok: status >= 200 && status < 300,
    [partsOf]: parts,
    [madeOf]: {},
  })
}
