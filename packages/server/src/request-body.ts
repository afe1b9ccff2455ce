import { HTTPError } from './http-error.ts'

/**
 * The JSON of a request, of which at most `limit` bytes are read.
 * Its type has to be given as JSON: no web page can send that to a server on this machine without being asked first.
 * @throws `HTTPError` 415, 413 or 400.
 */
export async function readJSON(request: Request, limit: number): Promise<unknown> {
  checkType(request.headers)
  const text = await readText(request, limit)
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw notJSON(text === '' ? 'nothing' : 'something else', cause)
  }
}

function checkType(headers: Headers): void {
  const type = headers.get('content-type')?.split(';', 1)[0]?.trim().toLowerCase()
  if (type !== 'application/json') {
    throw unsupported(`content-type: expected application/json, got ${JSON.stringify(type ?? '')}`)
  }
  const encoding = headers.get('content-encoding') ?? 'identity'
  if (encoding.toLowerCase() !== 'identity') {
    throw unsupported(`content-encoding: expected none, got ${JSON.stringify(encoding)}`)
  }
}

async function readText(request: Request, limit: number): Promise<string> {
  if (Number(request.headers.get('content-length') ?? 0) > limit) throw tooLarge(limit)
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const decode = (bytes?: Uint8Array) => {
    try {
      return decoder.decode(bytes, { stream: bytes !== undefined })
    } catch (cause) {
      throw notJSON('other bytes', cause)
    }
  }
  let length = 0
  let text = ''
  for await (const bytes of bodyOf(request)) {
    length += bytes.length
    // Leaving the loop cancels the body.
    if (length > limit) throw tooLarge(limit)
    text += decode(bytes)
  }
  return text + decode()
}

/** Not every runtime's streams can be iterated. */
async function* bodyOf(request: Request): AsyncGenerator<Uint8Array, void> {
  const reader = request.body?.getReader()
  if (reader === undefined) return
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      yield value
    }
  } catch (cause) {
    throw new HTTPError(400, 'body: expected all of it, got a part and an error', { code: 'incomplete_body', cause })
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
