import type { SchemaIssue } from '@outloud/core/schema'
import { HTTPError } from './http-error.ts'

/** A request field that is not what it has to be, as the answer that says so. */
export const invalidField = (param: string | number | undefined, message: string): HTTPError =>
  new HTTPError(400, message, { code: 'invalid_value', param: param === undefined ? undefined : String(param) })

/** All that a schema finds wrong with a body; the answer's `param` is the first field. */
export function invalidFields(issues: readonly SchemaIssue[], body: unknown): HTTPError {
  const messages = issues.map(({ path, message }) => {
    const name = path.length === 0 ? 'body' : path.join('.')
    return `${name}: ${message}, got ${show(valueAt(body, path))}`
  })
  return invalidField(issues[0]?.path[0], messages.join('; '))
}

/** A value that is not among those that may be asked for. */
export const notAmong = (param: string, value: string, allowed: ReadonlySet<string>): HTTPError =>
  invalidField(param, `${param}: expected one of ${[...allowed].join(', ')}, got ${show(value)}`)

/** The id of a model that is not among those that there are. */
export const unknownModel = (model: string, models: ReadonlySet<string>): HTTPError =>
  new HTTPError(404, `model: expected one of ${[...models].join(', ')}, got ${show(model)}`, {
    code: 'model_not_found',
    param: 'model',
  })

const valueAt = (body: unknown, path: readonly (string | number)[]): unknown =>
  path.reduce<unknown>((value, key) => (value as Readonly<Record<string, unknown>> | undefined)?.[key], body)

/** A value in a message: short, and of a text only its length. */
function show(value: unknown): string {
  if (typeof value === 'string')
    return value.length > 40 ? `a text of ${value.length} characters` : JSON.stringify(value)
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'an array' : 'an object'
  return value === undefined ? 'nothing' : String(value)
}
