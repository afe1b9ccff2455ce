import { InvalidRequestError } from '../errors.ts'

/**
 * Where text comes from. A string is a text; an iterable or a stream is one text in pieces, which may be cut anywhere, even
 * inside a surrogate pair.
 */
export type TextSource = string | Iterable<string> | AsyncIterable<string> | ReadableStream<string>

export interface OpenSource {
  /** The next piece, or `undefined` when the text has ended or the source was closed. */
  next(): Promise<string | undefined>
  /** Leaves the rest unread: cancels the stream, returns the iterator. A read under way ends at once. */
  close(): Promise<void>
}

/** Length of the pieces a string is handed out in, so that its first words need not wait for its last. */
const pieceLength = 16_384

/** Opens a source. Nothing is read before the first `next()`. */
export function openSource(text: TextSource): OpenSource {
  if (typeof text === 'string') return fromIterator(piecesOf(text))
  if ('getReader' in text) return fromStream(text)
  return fromIterator(Symbol.asyncIterator in text ? text[Symbol.asyncIterator]() : text[Symbol.iterator]())
}

function* piecesOf(text: string): Generator<string, void> {
  for (let from = 0; from < text.length; from += pieceLength) yield text.slice(from, from + pieceLength)
}

function fromStream(stream: ReadableStream<string>): OpenSource {
  let reader: ReadableStreamDefaultReader<string> | undefined
  let ended = false
  return {
    async next() {
      if (ended) return undefined
      reader ??= stream.getReader()
      const result = await reader.read().catch((error: unknown) => {
        ended = true
        throw error
      })
      if (!result.done) return checked(result.value)
      ended = true
      reader.releaseLock()
      return undefined
    },
    async close() {
      if (ended) return
      ended = true
      // A read under way then ends as if the stream had.
      await (reader ?? stream).cancel()
      reader?.releaseLock()
    },
  }
}

type PieceIterator = Iterator<string> | AsyncIterator<string>

function fromIterator(iterator: PieceIterator): OpenSource {
  let ended = false
  let stopReading: (() => void) | undefined

  /** The iterator's answer, or `undefined` as soon as the source is closed. */
  function read(): Promise<IteratorResult<string> | undefined> {
    return new Promise((resolve, reject) => {
      stopReading = () => resolve(undefined)
      Promise.resolve(iterator.next()).then(resolve, reject)
    })
  }

  return {
    async next() {
      if (ended) return undefined
      try {
        const result = await read().catch((error: unknown) => {
          ended = true
          throw error
        })
        if (result && !result.done) return checked(result.value)
        ended = true
        return undefined
      } finally {
        stopReading = undefined
      }
    },
    async close() {
      if (ended) return
      ended = true
      const busy = stopReading
      busy?.()
      const returned = Promise.resolve(iterator.return?.())
      // A busy iterator returns when it can, and nobody is left to hear what it says then.
      if (busy) returned.catch(() => undefined)
      else await returned
    },
  }
}

/** @throws `InvalidRequestError` when the piece is no string */
function checked(piece: unknown): string {
  if (typeof piece === 'string') return piece
  const message = `text: expected pieces that are strings, got ${typeof piece}; bytes go through a TextDecoderStream first`
  throw new InvalidRequestError(message, { issues: [{ path: ['text'], message }] })
}
