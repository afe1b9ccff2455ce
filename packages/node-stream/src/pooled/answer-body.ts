import type { Bytes } from '@outloud/core'

/** How far a connection runs ahead of the reader, in bytes; past it, the connection waits. */
const heldBytes = 65_536

/** What the connection is asked to do. */
export interface Connection {
  pause(): void
  resume(): void
  /** Ends the request, because nobody wants the rest. */
  leave(reason: unknown): void
}

/** A body that is filled by a connection, and pulled by one reader. */
export interface AnswerBody {
  /** The next bytes, `undefined` at the end. Never called twice at once. */
  read(): Promise<Bytes | undefined>
  /** The reader has gone. */
  cancel(reason: unknown): Promise<void>
  push(chunk: Uint8Array<ArrayBuffer>): void
  /** Nothing more comes. */
  end(): void
  /** The rest will not come; what has come is still handed out. */
  fail(error: unknown): void
  /** Nothing is wanted any more, not even what has come. */
  abort(reason: unknown): void
}

/** Has a queue of its own, so that what came before a break is handed out before the break is. */
export function createAnswerBody(connection: Connection): AnswerBody {
  const queue: Bytes[] = []
  let held = 0
  let paused = false
  let over: { readonly error?: unknown } | undefined
  /** Set while a read waits. */
  let wake: (() => void) | undefined

  function next(): Bytes | undefined {
    const bytes = queue.shift()
    if (bytes === undefined) {
      if (over !== undefined && 'error' in over) throw over.error
      return undefined
    }
    held -= bytes.length
    if (paused && held < heldBytes) {
      paused = false
      connection.resume()
    }
    return bytes
  }

  function finish(how: { readonly error?: unknown }): void {
    over ??= how
    wake?.()
  }

  return {
    read: async () => {
      if (queue.length === 0 && over === undefined) await new Promise<void>(resolve => (wake = resolve))
      return next()
    },
    cancel: async reason => {
      queue.length = 0
      if (over !== undefined) return
      finish({ error: reason })
      connection.leave(reason)
    },
    push: chunk => {
      if (over !== undefined) return
      queue.push(owned(chunk))
      held += chunk.length
      if (wake !== undefined) {
        // Who waits takes it at once.
        wake()
        wake = undefined
      } else if (!paused && held >= heldBytes) {
        paused = true
        connection.pause()
      }
    },
    end: () => finish({}),
    fail: error => finish({ error }),
    abort: reason => {
      queue.length = 0
      finish({ error: reason })
    },
  }
}

/** A body as the stream that a `Response` has. */
export function streamOf({ read, cancel }: AnswerBody): ReadableStream<Bytes> {
  return new ReadableStream<Bytes>(
    {
      pull: async stream => {
        const bytes = await read()
        if (bytes === undefined) stream.close()
        else stream.enqueue(bytes)
      },
      cancel,
    },
    { highWaterMark: 0 },
  )
}

/** Plain bytes that may be transferred to another thread: several chunks can share what one packet brought. */
function owned(chunk: Uint8Array<ArrayBuffer>): Bytes {
  return chunk.length === chunk.buffer.byteLength ? new Uint8Array(chunk.buffer) : new Uint8Array(chunk)
}
