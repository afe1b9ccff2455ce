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

// Schemas are of the classes below zod/mini, each named in full where it is made: what mini adds to a schema, to chain it
// and to wait for it, nobody here calls, and a bundle carries only classes that are named so.

/** A schema of zod that gives a `T`. */
type Checked<T> = z.core.$ZodType<T>
type Shape = z.core.$ZodShape

/** An object with these fields and no others. */
export const object = <Fields extends Shape>(shape: Fields): z.core.$ZodObject<Fields, z.core.$strip> =>
  new z.core.$ZodObject({ type: 'object', shape }) as z.core.$ZodObject<Fields, z.core.$strip>

/** An object with these fields, and whatever else it has. */
export const looseObject = <Fields extends Shape>(shape: Fields): z.core.$ZodObject<Fields, z.core.$loose> =>
  new z.core.$ZodObject({
    type: 'object',
    shape,
    catchall: new z.core.$ZodUnknown({ type: 'unknown' }),
    error: () => 'expected an object',
  }) as z.core.$ZodObject<Fields, z.core.$loose>

/** Nothing here waits, so that the answer is never a promise. */
const run = <Output>(schema: Checked<Output>, value: unknown) =>
  schema['~standard'].validate(value) as { readonly value: Output } | { readonly issues: readonly z.core.$ZodIssue[] }

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

export const number: Read<number> = value => (typeof value === 'number' ? value : undefined)

export const numberWithin =
  (least: number, most: number): Read<number> =>
  value =>
    typeof value === 'number' && value >= least && value <= most ? value : undefined

export const oneOf =
  <const T>(values: readonly T[]): Read<T> =>
  value =>
    values.find(one => one === value)

/** What passes a schema. */
export const like =
  <T>(schema: Checked<T>): Read<T> =>
  value => {
    const result = run(schema, value)
    return 'value' in result ? result.value : undefined
  }

/** A field that is read leniently: of another type, it is as if it were not there. */
export const lenient = <T>(read: Read<T>): z.core.$ZodTransform<T | undefined> =>
  new z.core.$ZodTransform({ type: 'transform', transform: value => read(value) }) as z.core.$ZodTransform<
    T | undefined
  >

/**
 * A field that has to be there unless it has a default. This and objects are all of zod that is used: its own texts,
 * numbers, choices and defaults would cost a bundle more than everything else that is checked here.
 */
export const field = <T>(
  what: string | ((value: unknown) => string),
  read: Read<T>,
  missing?: { readonly default: T },
): z.core.$ZodTransform<T> =>
  new z.core.$ZodTransform({
    type: 'transform',
    transform: (value, { issues }) => {
      if (value === undefined && missing !== undefined) return missing.default
      const result = read(value)
      if (result === undefined) {
        const expected = typeof what === 'string' ? what : what(value)
        issues.push({ code: 'custom', input: value, message: `expected ${expected}` })
      }
      return result
    },
  }) as z.core.$ZodTransform<T>
