/** A request for speech, as a client would send it. */
export const speechRequest = (body: unknown, init: RequestInit = {}): Request =>
  new Request('http://speech.test/v1/audio/speech', {
    method: 'POST',
    body: JSON.stringify(body),
    ...init,
    headers: { 'content-type': 'application/json', ...init.headers },
  })

interface ErrorFields {
  readonly message: string
  readonly type: string
  readonly param: string | null
  readonly code: string | null
}

/** What an error answer says, after its request id was found in both places. */
export async function errorOf(response: Response): Promise<ErrorFields & { readonly status: number }> {
  const id = response.headers.get('x-request-id')
  const { error } = (await response.json()) as { error: ErrorFields }
  const [, message, named] = /^(.*) \(request id: (req_[\da-f]{24})\)$/s.exec(error.message) ?? []
  if (message === undefined || named !== id) throw new Error(`No request id ${id} in the message: ${error.message}`)
  return { ...error, status: response.status, message }
}

/** A promise and what settles it. */
export function deferred<T = void>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => {}
  const promise = new Promise<T>(settle => {
    resolve = settle
  })
  return { promise, resolve }
}
