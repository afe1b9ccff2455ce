import type { AudioFormat, Bytes } from '../format.ts'
import { loadWalker } from './walk.ts'
import type { Walker } from './walker.ts'

/** Makes one file of the answers that pass through it, one after the other. */
export interface Joiner {
  /** The next answer's share of the file, after `pause` seconds of silence. */
  answer(chunks: AsyncIterable<Bytes>, pause: number): AsyncGenerator<Bytes, void>
  /** How much of the file has passed, counted from samples or frames. */
  readonly seconds: number
  /** After the end: what belongs over the first bytes, where the file says how long it is. */
  header(): Bytes | undefined
}

/** For a single answer: its own bytes, untouched. */
export function createPassage(format: AudioFormat): Joiner {
  let walker: Walker | undefined
  return {
    async *answer(chunks) {
      for await (const bytes of chunks) {
        // After the first byte: loading holds back nothing that is not there yet.
        walker ??= (await loadWalker(format))()
        walker.push(bytes)
        yield bytes
      }
      walker?.end()
    },
    get seconds() {
      return walker?.seconds ?? 0
    },
    header: () => walker?.header?.(),
  }
}

/** What has followed an answer that is all there is: how long it is, and the header that says so. */
export async function follow(bytes: Bytes, format: AudioFormat): Promise<Walker> {
  const walker = (await loadWalker(format))()
  walker.push(bytes)
  walker.end()
  return walker
}
