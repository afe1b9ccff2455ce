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

/** A body that is filled by a connection. */
export interface AnswerBody {
  readonly stream: ReadableStream<Bytes>
  push(chunk: Uint8Array<ArrayBuffer>): void
  /** Nothing more comes. */
  end(): void
  /** The rest will not come; what has come is still handed out. */
  fail(error: unknown): void
  /** Nothing is wanted any more, not even what has come. */
  abort(reason: unknown): void
}

/** A stream with a queue of its own, so that what came before a break is handed out before the break is. */
export function createAnswerBody(connection: Connection): AnswerBody {
  const queue: Bytes[] = []
  let held = 0
  let paused = false
  let over: { readonly error?: unknown } | undefined
  /** Set while a read waits. */
  let wake: (() => void) | undefined

  function answer(stream: ReadableStreamDefaultController<Bytes>): void {
    const bytes = queue.shift()
    if (bytes === undefined) {
      if (over !== undefined && 'error' in over) stream.error(over.error)
      else stream.close()
      return
    }
    held -= bytes.length
    stream.enqueue(bytes)
    if (paused && held < heldBytes) {
      paused = false
      connection.resume()
    }
  }

  function finish(how: { readonly error?: unknown }): void {
    over ??= how
    wake?.()
  }

  const stream = new ReadableStream<Bytes>(
    {
      pull: stream => {
        if (queue.length > 0 || over !== undefined) return answer(stream)
        return new Promise(resolve => {
          wake = () => {
            wake = undefined
            answer(stream)
            resolve()
          }
        })
      },
      cancel: reason => {
        wake = undefined
        queue.length = 0
        if (over !== undefined) return
        over = {}
        connection.leave(reason)
      },
    },
    { highWaterMark: 0 },
  )

  return {
    stream,
    push: chunk => {
      if (over !== undefined) return
      queue.push(owned(chunk))
      held += chunk.length
      wake?.()
      if (!paused && held >= heldBytes) {
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

/** Plain bytes that may be transferred to another thread: several chunks can share what one packet brought. */
function owned(chunk: Uint8Array<ArrayBuffer>): Bytes {
  return chunk.length === chunk.buffer.byteLength ? new Uint8Array(chunk.buffer) : new Uint8Array(chunk)
}
