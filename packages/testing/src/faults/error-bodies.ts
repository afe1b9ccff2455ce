import { answer } from './answer.ts'
import { endless, hundredMegabytes, keyOf, letters } from './bodies.ts'
import type { Expected, Handler } from './case.ts'
import type { Step } from './step.ts'

/** A kind of body that may come with an error status, and what an `APIError` makes of it. */
export interface ErrorBody {
  readonly name: string
  readonly answer: (status: number) => readonly Step[] | Handler
  readonly expect?: Partial<Expected>
}

const json = (value: unknown, headers: Readonly<Record<string, string>> = {}) => raw(JSON.stringify(value), headers)

const raw =
  (body: string | Uint8Array<ArrayBuffer>, headers: Readonly<Record<string, string>> = {}, type = 'application/json') =>
  (status: number): readonly Step[] =>
    answer({ status, type, headers, body })

/** What a client makes of a body that tells it nothing. */
const silent = { code: undefined, type: undefined, param: undefined } as const

/** Every character as JSON may write it. */
const escaped = (text: string): string =>
  Array.from(text, character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')

const levels = 5_000

/** As deep as fits in what a client keeps, in arrays and in objects. */
const nested = {
  arrays: '['.repeat(levels) + ']'.repeat(levels),
  objects: `${'{"error":'.repeat(levels)}1${'}'.repeat(levels)}`,
}

/** Every kind of error body, each sent with every status. */
export const errorBodies: readonly ErrorBody[] = [
  {
    name: 'JSON',
    answer: json({
      error: {
        message: 'No such voice (request id: 2026073107-aBc.1)',
        type: 'comet_api_error',
        param: 'voice',
        code: 'voice_unknown',
      },
    }),
    expect: {
      message: 'No such voice',
      type: 'comet_api_error',
      param: 'voice',
      code: 'voice_unknown',
      requestId: '2026073107-aBc.1',
    },
  },
  {
    name: 'JSON with empty code and param, and a request id in the header',
    answer: json(
      { error: { message: 'Went wrong (request id: inner)', type: 'comet_api_error', param: '', code: '' } },
      { 'x-request-id': 'outer' },
    ),
    expect: { message: 'Went wrong', type: 'comet_api_error', param: undefined, code: undefined, requestId: 'outer' },
  },
  {
    name: 'HTML',
    answer: raw('<!doctype html><title>Oh</title><h1>Something broke</h1>', {}, 'text/html; charset=utf-8'),
    expect: silent,
  },
  { name: 'no body', answer: status => answer({ status }), expect: silent },
  {
    name: 'an endless body',
    answer: status => endless(status, { type: 'application/json', start: '{"error":{"message":"', data: letters }),
    expect: { abandoned: true },
  },
  {
    name: 'a body of 100 MB',
    answer: status => hundredMegabytes(status, { type: 'text/plain', data: letters.slice(0, 50_000) }),
    expect: { abandoned: true },
  },
  { name: 'JSON that breaks off', answer: raw('{"error":{"message":"No such vo'), expect: silent },
  { name: 'HTML labelled JSON', answer: raw('<html>Bad gateway</html>'), expect: silent },
  {
    name: 'bytes that are not UTF-8',
    answer: raw(new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x80, 0x00, 0xc3, 0x28, 0x22, 0x7d])),
    expect: silent,
  },
  { name: 'arrays nested 5 000 deep', answer: raw(nested.arrays), expect: silent },
  { name: 'objects nested 5 000 deep', answer: raw(nested.objects), expect: silent },
  {
    name: '__proto__ and constructor as keys',
    answer: raw(
      '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},' +
        '"error":{"__proto__":{"polluted":1,"code":"stolen"},"message":"Odd keys"}}',
    ),
    expect: { message: 'Odd keys', code: undefined },
  },
  {
    name: 'error as a string',
    answer: json({ error: 'Model is loading' }),
    expect: { ...silent, message: 'Model is loading' },
  },
  { name: 'error as null', answer: json({ error: null }), expect: silent },
  {
    name: 'message null, code a number, param an object',
    answer: json({ error: { message: null, type: ['x'], param: { a: 1 }, code: 17 } }),
    expect: { param: undefined, type: undefined },
  },
  { name: 'a bare message', answer: json({ message: 'Not today' }), expect: { message: 'Not today' } },
  { name: 'an array', answer: json([{ error: { message: 'In a list' } }]), expect: silent },
  {
    name: 'ANSI sequences and control characters',
    answer: json({
      error: { message: '\u001b[2J\u001b]0;title\u0007Wrong\r\nvoice\u0000\u0008\u009b31m', code: 'odd' },
    }),
    expect: { message: 'Wrong', code: 'odd' },
  },
  {
    name: 'a message of 20 000 characters',
    answer: json({ error: { message: 'so '.repeat(7_000), code: 'long' } }),
    expect: { message: 'so so', code: 'long' },
  },
  {
    name: 'the key in every field',
    answer:
      status =>
      ({ request }) => {
        const key = keyOf(request)
        const error = { message: `Wrong key: ${key}.`, type: key, param: key, code: key }
        return json({ error }, { 'x-request-id': key })(status)
      },
    expect: { message: 'Wrong key' },
  },
  {
    name: 'the key in a page',
    answer:
      status =>
      ({ request }) =>
        raw(`<p>Authorization: Bearer ${keyOf(request)}</p>`, {}, 'text/html')(status),
    expect: silent,
  },
  {
    // What is left of the stars is enough to find the key in a list of them.
    name: 'the start and the end of the key',
    answer:
      status =>
      ({ request }) => {
        const key = keyOf(request)
        const message = `Wrong key: ${key.slice(0, 12)}********${key.slice(-9)}`
        return json({ error: { message, code: 'invalid_api_key' } })(status)
      },
    expect: { message: 'Wrong key', code: 'invalid_api_key' },
  },
  {
    name: 'the key in escapes of JSON',
    answer:
      status =>
      ({ request }) => {
        const key = escaped(keyOf(request))
        return raw(`{"error":{"message":"Wrong key: ${key}","type":"${key}","param":"${key}","code":"${key}"}}`)(status)
      },
    expect: { message: 'Wrong key' },
  },
  {
    // As common validators of Python servers do.
    name: 'the text in a validation error',
    answer:
      status =>
      ({ request }) => {
        const { input } = JSON.parse(request.body)
        return json({ detail: [{ type: 'string_too_long', loc: ['body', 'input'], msg: 'Too long', input }] })(status)
      },
    expect: silent,
  },
  {
    name: 'all but the end of the key within 64 KiB',
    answer:
      status =>
      ({ request }) => {
        const key = keyOf(request)
        return raw(`${'.'.repeat(64 * 1024 - key.length + 1)}${key}`, {}, 'text/plain')(status)
      },
  },
]
