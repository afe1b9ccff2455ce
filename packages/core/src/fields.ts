import * as z from 'zod/mini'

// Compiling validators at run time would need `unsafe-eval` in a page's content security policy.
z.config({ jitless: true })

/** One problem a schema found. */
export interface SchemaIssue {
  readonly message: string
  readonly path: readonly (string | number)[]
}

/** A validator of the Standard Schema family (standardschema.dev, version 1); it never answers with a promise. */
export interface Schema<Output> {
  readonly '~standard': {
    readonly version: 1
    readonly vendor: 'outloud'
    readonly validate: (value: unknown) => { readonly value: Output } | { readonly issues: readonly SchemaIssue[] }
    readonly types?: { readonly input: unknown; readonly output: Output } | undefined
  }
}

/** Gives a value back as what it has to be; `undefined` when it is not that. */
export type Read<T> = (value: unknown) => T | undefined

/** A text that is not empty. */
export const text: Read<string> = value => (typeof value === 'string' && value !== '' ? value : undefined)

/** A text, empty ones too, of at most so many UTF-16 units. */
export const textUpTo =
  (longest: number): Read<string> =>
  value =>
    typeof value === 'string' && value.length <= longest ? value : undefined

/** A text as short as ids and codes are. */
export const word: Read<string> = value => text(textUpTo(256)(value))

/** A number, whichever. */
export const number: Read<number> = value => (typeof value === 'number' ? value : undefined)

/** A number from `least` to `most`. */
export const numberWithin =
  (least: number, most: number): Read<number> =>
  value =>
    typeof value === 'number' && value >= least && value <= most ? value : undefined

/** A whole number from `least`. */
export const wholeNumberFrom =
  (least: number): Read<number> =>
  value =>
    typeof value === 'number' && Number.isInteger(value) && value >= least ? value : undefined

/** One of these values. */
export const oneOf =
  <const T>(values: readonly T[]): Read<T> =>
  value =>
    values.find(one => one === value)

/** A schema that gives a `T`. */
type Checked<T> = z.core.$ZodType<T>

type Issues = z.core.$ZodRawIssue[]

// All that is used of zod is a step that gives a value or tells what is wrong with one. Its texts, numbers, choices,
// defaults and objects would cost a bundle more than everything that is checked with them, and so would what mini adds
// to each schema: hence `z.core`, in full each time, because only then the rest is left behind.
const step = <T>(change: (value: unknown, issues: Issues) => unknown): Checked<T> =>
  new z.core.$ZodTransform({
    type: 'transform',
    transform: (value, { issues }) => change(value, issues),
  }) as Checked<T>

const report = (issues: Issues, input: unknown, message: string, path: PropertyKey[] = []): void => {
  issues.push({ code: 'custom', input, message, path })
}

/** Nothing here waits, so that the answer is never a promise. */
const run = <T>(schema: Checked<T>, value: unknown) =>
  schema['~standard'].validate(value) as { readonly value: T } | { readonly issues: readonly z.core.$ZodIssue[] }

/** The schema of each field. */
type Fields<T> = { readonly [Name in keyof T]: Checked<T[Name]> }

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const objectOf = <T>(fields: Fields<T>, rest: (value: object) => object): Checked<T> =>
  step((value, issues) => {
    if (!isObject(value)) return report(issues, value, 'expected an object')
    const result: Record<string, unknown> = { ...rest(value) }
    for (const [name, schema] of Object.entries<Checked<unknown>>(fields)) {
      const field = run(schema, value[name])
      if ('issues' in field) {
        for (const { message, path } of field.issues) report(issues, value[name], message, [name, ...path])
      } else if (field.value !== undefined) result[name] = field.value
    }
    return result
  })

/** An object with these fields and no others. */
export const object = <T>(fields: Fields<T>): Checked<T> => objectOf(fields, () => ({}))

/** An object with these fields, and whatever else it has. */
export const looseObject = <T>(fields: Fields<T>): Checked<T> => objectOf(fields, value => value)

/** A schema as it is handed out. */
export const standard = <Output>(schema: Checked<Output>): Schema<Output> => ({
  '~standard': {
    version: 1,
    vendor: 'outloud',
    validate: value => {
      const result = run(schema, value)
      if ('value' in result) return result
      return {
        issues: result.issues.map(({ message, path }) => ({
          message,
          path: path.map(key => (typeof key === 'symbol' ? String(key) : key)),
        })),
      }
    },
  },
})

/** What passes a schema. */
export const like =
  <T>(schema: Checked<T>): Read<T> =>
  value => {
    const result = run(schema, value)
    return 'value' in result ? result.value : undefined
  }

/** A field that is read leniently: of another type, it is as if it were not there. */
export const lenient = <T>(read: Read<T>): Checked<T | undefined> => step(read)

/**
 * A field that has to be there unless it has a default.
 * @param what What it has to be, for "expected …"; by the value, where that decides what is to be said.
 */
export const field = <T>(
  what: string | ((value: unknown) => string),
  read: Read<T>,
  missing?: { readonly default: T },
): Checked<T> =>
  step((value, issues) => {
    if (value === undefined && missing !== undefined) return missing.default
    const result = read(value)
    if (result === undefined) report(issues, value, `expected ${typeof what === 'string' ? what : what(value)}`)
    return result
  })
