import { isEngineError } from './engine.ts'
import { HTTPError } from './http-error.ts'

/** What a client is told of a failure. What is not its doing is reported, and of that it is told no more than that it was. */
export function refusal(error: unknown, report: (error: unknown) => void): HTTPError {
  if (error instanceof HTTPError) return error
  if (isEngineError(error)) return new HTTPError(400, error.message, { code: 'invalid_value', param: error.param })
  report(error)
  return new HTTPError(500, 'The engine failed to speak this text', { code: 'engine_failed' })
}
