import { InvalidRequestError, type TextSource } from '@outloud/core'

/** A text that can be read again from anywhere, though it comes but once. */
export interface Tape {
  /** What has been read of it. */
  readonly text: string
  /** The text from an offset: what is on the tape, then what still comes. Leaving it early does not close the source. */
  from(offset: number): TextSource
  /** Lets go of the source. */
  close(): void
}

export function createTape(source: Exclude<TextSource, string>): Tape {
  let text = ''
  let ended = false
  let reading: Promise<void> | undefined
  let opened: { next(): Promise<IteratorResult<unknown>>; close(): void } | undefined

  async function read(): Promise<void> {
    opened ??= open(source)
    const { done, value } = await opened.next()
    reading = undefined
    if (done === true) ended = true
    else if (typeof value === 'string') text += value
    else throw new InvalidRequestError(`text: expected pieces that are strings, got ${typeof value}`)
  }

  return {
    get text() {
      return text
    },
    async *from(offset) {
      for (let at = offset; ; ) {
        if (at < text.length) {
          const piece = text.slice(at)
          at = text.length
          yield piece
        } else if (ended) return
        // Who read before and was left waiting gets the same piece, and nobody reads it twice.
        else {
          reading ??= read()
          await reading
        }
      }
    },
    close: () => {
      if (!ended) opened?.close()
      ended = true
    },
  }
}

function open(source: Exclude<TextSource, string>) {
  // Not every browser can iterate a stream.
  if ('getReader' in source) {
    const reader = source.getReader()
    const ignore = () => {}
    return {
      next: async (): Promise<IteratorResult<unknown>> => (await reader.read()) as IteratorResult<unknown>,
      close: () => void reader.cancel().catch(ignore),
    }
  }
  const iterator = Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]()
  return {
    next: async (): Promise<IteratorResult<unknown>> => iterator.next(),
    close: () => void Promise.resolve(iterator.return?.()).catch(() => {}),
  }
}
