/** What an error answer says besides its status and message. */
interface HTTPErrorFields {
  /** A word for programs. */
  readonly code: string
  /** The request field at fault. */
  readonly param?: string | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
  readonly cause?: unknown
}

/** Any answer but a good one; thrown by what finds the fault, turned into the envelope in one place. */
export class HTTPError extends Error {
  override readonly name = 'HTTPError'
  readonly status: number
  readonly code: string
  readonly param: string | undefined
  readonly headers: Readonly<Record<string, string>>

  constructor(status: number, message: string, { code, param, headers = {}, cause }: HTTPErrorFields) {
    super(message, cause === undefined ? undefined : { cause })
    this.status = status
    this.code = code
    this.param = param
    this.headers = headers
  }
}

/** The `type` of the envelope, in the words of OpenAI's API. */
const errorType = (status: number): string => {
  if (status === 401) return 'authentication_error'
  return status < 500 ? 'invalid_request_error' : 'server_error'
}

/** The error envelope (PROTOCOL.md, Errors), with the request id in the message, where clients of gateways look. */
export function errorBody({ status, message, code, param }: HTTPError, requestId: string): object {
  const text = `${message} (request id: ${requestId})`
  return { error: { message: text, type: errorType(status), param: param ?? null, code } }
}

/** An answer that says so. */
export const errorResponse = (error: HTTPError, requestId: string): Response =>
  Response.json(errorBody(error, requestId), { status: error.status, headers: error.headers })
