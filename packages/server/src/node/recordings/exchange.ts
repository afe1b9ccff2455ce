import { Buffer } from 'node:buffer'
import type { Bytes } from '@outloud/core'
import * as z from 'zod/mini'
import { keptHeaders, keptNames, type Recorded } from './answer.ts'

const milliseconds = z.number().check(z.gte(0), z.lte(86_400_000))
/** Node reads what is no base64 as well, and leaves out what it does not know. */
const base64 = z.string().check(z.refine(text => Buffer.from(text, 'base64').toString('base64') === text))
const header = z.optional(z.string().check(z.regex(/^[\t\x20-\x7e\x80-\xff]{0,1024}$/)))

/** What a file says. What it says of the request is for people: its name is what the request is found by. */
const exchange = z.object({
  version: z.literal(1),
  response: z.object({
    status: z.int().check(z.gte(200), z.lte(599)),
    headers: z.object(Object.fromEntries(keptNames.map(name => [name, header]))),
    began: milliseconds,
    body: z.array(z.union([z.object({ at: milliseconds, text: z.string() }), z.object({ at: milliseconds, base64 })])),
  }),
})

/**
 * What was written down of an exchange.
 * @throws `Error` that says where it is not what it has to be.
 */
export function readExchange(text: string): Recorded {
  const result = exchange.safeParse(parsed(text))
  if (!result.success) {
    const [issue] = result.error.issues
    throw new Error(`${issue?.path.join('.') || 'the whole'} is not what it has to be`)
  }
  const { status, headers: words, began, body } = result.data.response
  const chunks = body.map(part => ({ at: part.at, bytes: bytesOf(part) }))
  const headers = keptHeaders(
    new Headers(Object.entries(words).map(([name, value = '']): [string, string] => [name, value])),
  )
  // Somebody may have corrected the text.
  const length = chunks.reduce((sum, { bytes }) => sum + bytes.length, 0)
  if (headers.has('content-length')) headers.set('content-length', String(length))
  return { status, headers, began, chunks }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new Error('it is no JSON', { cause })
  }
}

const bytesOf = (part: { readonly text: string } | { readonly base64: string }): Bytes =>
  new Uint8Array('text' in part ? Buffer.from(part.text, 'utf8') : Buffer.from(part.base64, 'base64'))
