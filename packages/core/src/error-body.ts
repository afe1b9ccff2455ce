import { lenient, like, object, text, word } from './fields.ts'

/** What an error answer says of itself. */
interface ErrorBody {
  readonly message: string | undefined
  readonly type: string | undefined
  readonly code: string | undefined
  readonly param: string | undefined
}

const anyText = lenient(text)
const anyWord = lenient(word)
const errorFields = like(object({ message: anyText, type: anyWord, code: anyWord, param: anyWord }))
const errorBody = like(
  object({
    error: lenient(value => (typeof value === 'string' ? { message: value } : errorFields(value))),
    message: anyText,
    detail: anyText,
  }),
)

/** What an error answer says, from any of the shapes in PROTOCOL.md, Errors; nothing at all for other text. */
export function parseErrorBody(body: string): ErrorBody {
  const { error, message, detail } = errorBody(parseJson(body)) ?? {}
  return { type: undefined, code: undefined, param: undefined, ...error, message: error?.message ?? message ?? detail }
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}
