import type { Bytes, Fetch } from '@outloud/core'
import { HTTPError } from '../../http-error.ts'
import { pulledBody } from '../../pulled.ts'
import { keptHeaders, maskAnswer, maskText, type Recorded, writeExchange } from './answer.ts'
import { type Asking, answering, type RecordingFetch } from './answering.ts'
import { openFolder } from './folder.ts'
import { orAbort } from './or-abort.ts'
import { createMask } from './secrets.ts'
import { createUpstream, type UpstreamOptions } from './upstream.ts'

/** Who is asked. */
export interface RecordOptions extends UpstreamOptions {
  /** What asks. @default globalThis.fetch */
  readonly fetch?: Fetch | undefined
}

/** The longest answer that is recorded, in bytes: more than a client takes for speech. */
const longestAnswer = 64 * 1024 * 1024

/** How long an answer is read on for the recording after its reader has left, in milliseconds. */
const longestRest = 30_000

/**
 * A `fetch` that asks a server and keeps each answer in a folder, for `replayFetch`: a file for each request, which is
 * there when the answer has come to its end, and replaces the one before. Errors are answers too, and an answer that
 * its reader leaves is read on. No header of the request is kept, of those of the answer what is harmless, and of keys
 * and cookies nothing, even where the answer repeats them. A redirect is an answer without a place, and never followed.
 * @throws `TypeError` that names the option.
 * @example createSpeechClient({ apiKey, fetch: recordFetch('test/recordings') })
 */
export function recordFetch(
  folder: string,
  { fetch = (url, init) => globalThis.fetch(url, init), ...options }: RecordOptions = {},
): RecordingFetch {
  const files = openFolder(folder)
  // On the side: a file that stays does no harm.
  void files.tidy().catch(() => {})
  const sendingOf = createUpstream(options)
  return answering(async asking => {
    const { url, init, secrets } = sendingOf(asking)
    const mask = createMask(secrets)
    const request = JSON.parse(maskText(JSON.stringify(asking.described), mask))
    const keep = (recorded: Recorded) =>
      files.write(asking.fingerprint, writeExchange(request, maskAnswer(recorded, mask)))
    const hangUp = new AbortController()
    return recorded(asking, {
      sent: fetch(url, { ...init, signal: hangUp.signal }),
      hangUp: () => hangUp.abort(),
      keep,
    })
  })
}

/** An answer that is awaited, and what becomes of it. */
interface Recording {
  readonly sent: Promise<Response>
  readonly hangUp: () => void
  readonly keep: (recorded: Recorded) => Promise<void>
}

async function recorded({ signal }: Asking, { sent, hangUp, keep }: Recording): Promise<Response> {
  const begun = performance.now()
  const elapsed = () => Math.round(performance.now() - begun)
  const coming = sent.then(response => taken(response, { elapsed, keep }))
  let left = false
  const leave = () => {
    if (left) return
    left = true
    const timer = setTimeout(hangUp, longestRest)
    // Whoever asked has gone: if this fails, it is not recorded, and a replay says so.
    void coming
      .then(({ drain }) => drain())
      .catch(() => {})
      .finally(() => clearTimeout(timer))
  }
  const unlink = () => signal?.removeEventListener('abort', leave)
  signal?.addEventListener('abort', leave, { once: true })
  try {
    const { status, headers, next } = await orAbort(coming, signal)
    if (next === undefined) {
      unlink()
      return new Response(null, { status, headers })
    }
    const part = async () => {
      const bytes = await orAbort(next(), signal)
      if (bytes === undefined) unlink()
      return bytes
    }
    return new Response(pulledBody({ next: part, leave: async () => leave() }), { status, headers })
  } catch (error) {
    unlink()
    throw error
  }
}

/** An answer, of which each part is noted as it is read. */
interface Taken {
  readonly status: number
  readonly headers: Headers
  /** The next part; `undefined` at the end, when all of it is kept. */
  readonly next: (() => Promise<Bytes | undefined>) | undefined
  readonly drain: () => Promise<void>
}

async function taken(
  { status, headers: all, body }: Response,
  { elapsed, keep }: Pick<Recording, 'keep'> & { readonly elapsed: () => number },
): Promise<Taken> {
  const headers = keptHeaders(all)
  const facts = { status, headers, began: elapsed() }
  const reader = (body as ReadableStream<Bytes> | null)?.getReader()
  const encoding = all.get('content-encoding') ?? 'identity'
  if (encoding !== 'identity') {
    await reader?.cancel().catch(() => {})
    throw encoded(encoding)
  }
  if (reader === undefined) {
    await keep({ ...facts, chunks: [] })
    return { status, headers, next: undefined, drain: async () => {} }
  }
  const chunks: { at: number; bytes: Bytes }[] = []
  let length = 0
  let last: Promise<Bytes | undefined> = Promise.resolve(new Uint8Array())
  const step = async () => {
    const { value } = await reader.read()
    if (value === undefined) {
      await keep({ ...facts, chunks })
      return undefined
    }
    length += value.length
    if (length > longestAnswer) {
      await reader.cancel()
      throw new RangeError(`The answer is over ${longestAnswer} bytes, which is more than is recorded`)
    }
    chunks.push({ at: elapsed(), bytes: value.slice() })
    return value
  }
  const next = () => {
    last = step()
    return last
  }
  return {
    status,
    headers,
    next,
    // What is being read when the reader leaves comes first.
    drain: async () => {
      for (let bytes = await last; bytes !== undefined; bytes = await next()) {}
    },
  }
}

const encoded = (encoding: string): HTTPError =>
  new HTTPError(502, `The server compresses its answer (${encoding.slice(0, 40)}), though it was asked not to`, {
    code: 'encoded_answer',
    headers: { 'x-should-retry': 'false' },
  })
