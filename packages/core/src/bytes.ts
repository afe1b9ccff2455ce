import type { Bytes } from './format.ts'

/** One array of all, in order; a single one is given back as it is. */
export function concat(chunks: readonly Bytes[]): Bytes {
  const [only] = chunks
  if (only !== undefined && chunks.length === 1) return only
  const all = new Uint8Array(chunks.reduce((length, bytes) => length + bytes.length, 0))
  let at = 0
  for (const bytes of chunks) {
    all.set(bytes, at)
    at += bytes.length
  }
  return all
}

/** Four letters at a position, the way containers name their parts. */
export const fourLetters = (bytes: Bytes, at: number): string => String.fromCharCode(...bytes.subarray(at, at + 4))

/** Whether these letters stand at a position. */
export function spells(bytes: Bytes, at: number, letters: string): boolean {
  for (let index = 0; index < letters.length; index++) {
    if (bytes[at + index] !== letters.charCodeAt(index)) return false
  }
  return true
}
