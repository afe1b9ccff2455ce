import { Buffer, isUtf8 } from 'node:buffer'
import type { Bytes } from '@outloud/core'

/** Whether a header or a parameter of this name holds what nobody else may know. */
export const isSecret = (name: string): boolean => /auth|cookie|key|password|secret|sig|token/i.test(name)

/** What is sent under such a name. */
export function secretsOf(headers: Headers, { searchParams }: URL): readonly string[] {
  return [...headers, ...searchParams]
    .filter(([name]) => isSecret(name))
    .map(([, value]) => value.replace(/^(Bearer|Basic) +/i, ''))
}

/** So many characters in a row give a key away; fewer stand in words that have nothing to do with it. */
const telling = 8

/**
 * Writes `*` over each letter of what repeats a secret, whole or in part, so that everything else stays where it is.
 * A secret of less than eight characters is none.
 */
export function createMask(secrets: readonly string[]): (bytes: Bytes) => Bytes {
  const pieces = new Set(secrets.flatMap(piecesOf))
  const letters = new Set(secrets.flatMap(secret => [...Buffer.from(secret, 'latin1')]))
  return bytes => {
    if (pieces.size === 0) return bytes
    const { text, at } = spelled(bytes)
    const masked = new Uint8Array(bytes)
    // Most of a body has no such row of letters in it.
    let row = 0
    for (let end = 1; end <= text.length; end++) {
      row = letters.has(text.charCodeAt(end - 1)) ? row + 1 : 0
      if (row >= telling && pieces.has(text.slice(end - telling, end))) {
        masked.fill(star, at(end - telling), at(end))
      }
    }
    return masked
  }
}

const star = 0x2a

const piecesOf = (secret: string): readonly string[] =>
  Array.from({ length: Math.max(0, secret.length - telling + 1) }, (_, at) => secret.slice(at, at + telling))

/** A body as letters, of which `at` says where they begin in it: JSON can write each of them in several ways. */
function spelled(bytes: Bytes): { readonly text: string; readonly at: (index: number) => number } {
  const raw = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  const text = raw.toString('latin1')
  if (!text.includes('\\') || !isUtf8(raw)) return { text, at: index => index }
  const letters: string[] = []
  const begins: number[] = []
  for (const { 0: written, 1: code, 2: quoted, index } of text.matchAll(/\\u00([\da-f]{2})|\\(["\\/])|[\s\S]/gi)) {
    letters.push(code === undefined ? (quoted ?? written) : String.fromCharCode(Number.parseInt(code, 16)))
    begins.push(index)
  }
  return { text: letters.join(''), at: index => begins[index] ?? bytes.length }
}
