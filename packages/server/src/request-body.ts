import { HTTPError } from './http-error.ts'

/**
 * The JSON of a request, of which at most `limit` bytes are read.
 * Its type has to be given as JSON: no web page can send that to a server on this machine without being asked first.
 * @throws `HTTPError` 415, 413 or 400.
 */
export async function readJSON(request: Request, limit: number): Promise<unknown> {
  checkType(request.headers, 'application/json')
  const text = await readText(request, limit)
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw notJSON(text === '' ? 'nothing' : 'something else', cause)
  }
}

/**
 * The form of a request, of which at most `limit` bytes are read.
 * @throws `HTTPError` 415, 413 or 400.
 */
export async function readForm(request: Request, limit: number): Promise<FormData> {
  checkType(request.headers, 'multipart/form-data')
  const body = await readBlob(request, limit)
  // Parsed by the platform, which has no limit of its own, once it is known to be within ours.
  const headers = { 'content-type': request.headers.get('content-type') ?? '' }
  try {
    return await new Response(body, { headers }).formData()
  } catch (cause) {
    throw new HTTPError(400, 'body: expected a form, got something else', { code: 'invalid_form', cause })
  }
}

/**
 * The body of a request, whatever it is, of which at most `limit` bytes are read.
 * @throws `HTTPError` 413 or 400.
 */
export async function readBlob(request: Request, limit: number): Promise<Blob> {
  const chunks: Uint8Array<ArrayBuffer>[] = []
  for await (const bytes of bodyOf(request, limit)) chunks.push(bytes)
  return new Blob(chunks)
}

function checkType(headers: Headers, expected: string): void {
  const type = headers.get('content-type')?.split(';', 1)[0]?.trim().toLowerCase()
  if (type !== expected) {
    throw unsupported(`content-type: expected ${expected}, got ${JSON.stringify(type ?? '')}`)
  }
  const encoding = headers.get('content-encoding') ?? 'identity'
  if (encoding.toLowerCase() !== 'identity') {
    throw unsupported(`content-encoding: expected none, got ${JSON.stringify(encoding)}`)
  }
}

async function readText(request: Request, limit: number): Promise<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const decode = (bytes?: Uint8Array) => {
    try {
      return decoder.decode(bytes, { stream: bytes !== undefined })
    } catch (cause) {
      throw notJSON('other bytes', cause)
    }
  }
  let text = ''
  for await (const bytes of bodyOf(request, limit)) text += decode(bytes)
  return text + decode()
}

/** Not every runtime's streams can be iterated. */
async function* bodyOf(request: Request, limit: number): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
  if (Number(request.headers.get('content-length') ?? 0) > limit) throw tooLarge(limit)
  // In Firefox requests have no `body`: what was given to them is there already.
  const reader = (request.body ?? (await request.blob()).stream()).getReader()
  let length = 0
  try {
    for (;;) {
      const { done, value } = await reader.read().catch(cause => {
        throw new HTTPError(400, 'body: expected all of it, got a part and an error', {
          code: 'incomplete_body',
          cause,
        })
      })
      if (done) return
      length += value.length
      if (length > limit) throw tooLarge(limit)
      yield value
    }
  } finally {
    // Of a body that was read or broke there is nothing to cancel, and an error was told already.
    reader.cancel().catch(() => {})
  }
}

const notJSON = (came: string, cause: unknown): HTTPError =>
  new HTTPError(400, `body: expected JSON in UTF-8, got ${came}`, { code: 'invalid_json', cause })

const tooLarge = (limit: number): HTTPError =>
  new HTTPError(413, `body: expected at most ${limit} bytes, got more`, { code: 'request_too_large' })

const unsupported = (message: string): HTTPError => new HTTPError(415, message, { code: 'unsupported_media_type' })
