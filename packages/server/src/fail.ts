import { HTTPError } from './http-error.ts'
import { pulledBody } from './pulled.ts'

/** How to fail on purpose, for those who test what they build on this. */
export interface FailOptions {
  /** The share of the requests below `/v1` that fail, 0 to 1. @default 0, which leaves it to the requests themselves */
  readonly rate?: number | undefined
  /** What a failure answers, 400 to 599. @default 503 */
  readonly status?: number | undefined
  /** Bytes of a good answer after which it breaks, instead of a status. @default undefined */
  readonly after?: number | undefined
  /** Decides which requests fail: the same ones, in the same order of requests. @default 1 */
  readonly seed?: number | undefined
}

/** The header in which a request asks for its own failure, in the words of `parseFail`. */
const header = 'x-fail'

const rules: Readonly<Record<keyof FailOptions, readonly [text: string, (value: number) => boolean]>> = {
  rate: ['a number from 0 to 1', value => value >= 0 && value <= 1],
  status: ['a whole number from 400 to 599', value => Number.isInteger(value) && value >= 400 && value <= 599],
  after: ['a whole number from 0', value => Number.isSafeInteger(value) && value >= 0],
  seed: ['a whole number from 0', value => Number.isSafeInteger(value) && value >= 0],
}

const isRule = (name: string): name is keyof FailOptions => Object.hasOwn(rules, name)

/**
 * Reads `rate=0.1,status=503,seed=7`, each part of which may be left out.
 * @throws `RangeError` that says which part is wrong.
 */
export function parseFail(text: string): FailOptions {
  const options: Partial<Record<keyof FailOptions, number>> = {}
  for (const part of text.split(',')) {
    const [name = '', value = ''] = part.trim().split('=', 2)
    if (!isRule(name)) {
      throw new RangeError(`fail: expected ${Object.keys(rules).join(', ')}, got ${JSON.stringify(name.slice(0, 40))}`)
    }
    options[name] = /^\d+(\.\d+)?$/.test(value) ? Number(value) : Number.NaN
  }
  return checked(options)
}

function checked(options: FailOptions): FailOptions {
  for (const [name, [expected, fits]] of Object.entries(rules)) {
    const value = isRule(name) ? options[name] : undefined
    if (value !== undefined && !fits(value)) throw new RangeError(`fail.${name}: expected ${expected}, got ${value}`)
  }
  return options
}

/** What happens to a request: nothing, or a break of its answer after so many bytes. Throws what it answers instead. */
type Fail = (request: Request) => { readonly after: number | undefined }

/** @throws `RangeError` for an option that is out of range. */
export function createFail(options: FailOptions | undefined): Fail {
  if (options === undefined) return () => ({ after: undefined })
  const { rate = 0, seed = 1, ...usual } = checked(options)
  const random = createRandom(seed)
  return ({ headers }) => {
    const asked = headers.get(header)
    // Drawn for every request, so that those that ask change nothing for the others.
    const drawn = random() < rate
    if (asked !== null) return failWith(readHeader(asked))
    return drawn ? failWith(usual) : { after: undefined }
  }
}

function failWith({ status = 503, after }: FailOptions): { readonly after: number | undefined } {
  if (after !== undefined) return { after }
  const headers = status === 429 || status === 503 ? { 'retry-after': '1' } : {}
  throw new HTTPError(status, 'This server fails on purpose', { code: 'failed_on_purpose', headers })
}

function readHeader(text: string): FailOptions {
  try {
    return parseFail(text)
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause)
    throw new HTTPError(400, `${header}: ${message}`, { code: 'invalid_value', cause })
  }
}

/** The answer, which breaks after so many bytes. */
export function breakAfter(response: Response, bytes: number): Response {
  const reader = response.body?.getReader()
  if (reader === undefined) return response
  let left = bytes
  const next = async () => {
    const { done, value } = left > 0 ? await reader.read() : { done: false, value: new Uint8Array(0) }
    if (done) return undefined
    if (left === 0) {
      await reader.cancel()
      throw new Error('This answer breaks on purpose')
    }
    const part = value.subarray(0, left)
    left -= part.length
    return part
  }
  return new Response(pulledBody({ next, leave: reason => reader.cancel(reason) }), response)
}

/** Numbers from 0 to 1 that follow from the seed (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b_79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
