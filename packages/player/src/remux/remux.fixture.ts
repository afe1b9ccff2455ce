import { execFileSync } from 'node:child_process'
import type { Bytes } from '@outloud/core'
import fc from 'fast-check'
import type { Piece, Remuxer } from './remuxer.ts'

/** What a remuxer makes of answers in pieces: a file, and how long it says it plays. */
export function remuxed(remuxer: Remuxer, answers: readonly (readonly Bytes[])[]): { file: Bytes; seconds: number } {
  const pieces: Piece[] = []
  const take = (piece: Piece | undefined) => {
    if (piece !== undefined) pieces.push(piece)
  }
  for (const chunks of answers) {
    for (const chunk of chunks) take(remuxer.push(chunk))
    take(remuxer.endAnswer())
  }
  const file = pieces.flatMap(({ header, bytes }, index) =>
    header === undefined || header === pieces[index - 1]?.header ? [bytes] : [header, bytes],
  )
  return { file: new Uint8Array(Buffer.concat(file)), seconds: pieces.reduce((sum, { seconds }) => sum + seconds, 0) }
}

/** What ffmpeg makes of a file. */
export const ffmpeg = (file: Bytes, ...options: readonly string[]): Bytes =>
  new Uint8Array(
    execFileSync('ffmpeg', ['-v', 'error', '-i', 'pipe:0', ...options, 'pipe:1'], {
      input: file,
      maxBuffer: 1e9,
      stdio: ['pipe', 'pipe', 'pipe'],
    }),
  )

/** The bytes cut at arbitrary places, some pieces empty. */
export const cuts = (bytes: Bytes): fc.Arbitrary<readonly Bytes[]> =>
  fc.array(fc.nat(bytes.length), { maxLength: 40 }).map(places => {
    const edges = [0, ...places.toSorted((a, b) => a - b), bytes.length]
    return edges.slice(1).map((edge, index) => bytes.slice(edges[index], edge))
  })

/** The bytes in pieces of one length. */
export const every = (bytes: Bytes, length: number): readonly Bytes[] =>
  Array.from({ length: Math.ceil(bytes.length / length) }, (_, index) =>
    bytes.slice(index * length, (index + 1) * length),
  )
