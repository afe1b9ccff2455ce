import { Transform, type TransformCallback } from 'node:stream'
import { createCommandReader } from './command.ts'
import { createTextQueue, type TextQueue } from './text-queue.ts'

/** What comes out of a text, and how. */
export interface TextTransformOptions<Output> {
  /** Reads the queue and gives what comes out. Begun by the first read. */
  readonly open: (queue: TextQueue, signal: AbortSignal, stream: Transform) => AsyncGenerator<Output, void>
  /** Whether objects come out, and not bytes. */
  readonly objects: boolean
  /** Destroys the stream, with its reason. */
  readonly signal: AbortSignal | undefined
}

/**
 * A Transform whose two sides run by themselves. The stock one lets writes through for as long as nothing is pushed;
 * here a write is done when its text was taken, and output is made when it is asked for, chunk by chunk.
 */
export class TextTransform<Output> extends Transform {
  readonly #commands = createCommandReader()
  readonly #queue = createTextQueue()
  readonly #controller = new AbortController()
  readonly #output: AsyncGenerator<Output, void>
  readonly #unlink: () => void
  #flushed: TransformCallback | undefined

  constructor({ open, objects, signal }: TextTransformOptions<Output>) {
    // Nothing is read ahead: whoever reads has then had everything that came before an error.
    const sides = { readableHighWaterMark: 0, readableObjectMode: objects, writableHighWaterMark: 1 }
    super({ ...sides, writableObjectMode: true, decodeStrings: false })
    this.#output = open(this.#queue, this.#controller.signal, this)
    const abort = () => this.destroy(signal?.reason)
    this.#unlink = () => signal?.removeEventListener('abort', abort)
    if (signal?.aborted === true) abort()
    else signal?.addEventListener('abort', abort, { once: true })
  }

  override _write(chunk: unknown, _encoding: BufferEncoding, callback: TransformCallback): void {
    try {
      const command = this.#commands.read(chunk)
      if (command.type === 'text' && command.text === '') callback()
      else this.#queue.write(command, callback)
    } catch (error) {
      callback(error as Error)
    }
  }

  override _read(): void {
    this.#output.next().then(
      ({ done, value }) => {
        if (done === true) this.#flushed?.()
        // A push of nothing would not count as an answer to the read.
        else if (value instanceof Uint8Array && value.length === 0) this._read()
        else this.push(value)
      },
      error => this.destroy(error),
    )
  }

  override _flush(callback: TransformCallback): void {
    this.#flushed = callback
    const rest = this.#commands.end()
    const command = { type: 'text', text: rest, voice: undefined, speed: undefined } as const
    if (rest === '') this.#queue.end()
    else this.#queue.write(command, () => this.#queue.end())
  }

  override _destroy(error: Error | null, callback: (error: Error | null) => void): void {
    this.#unlink()
    this.#controller.abort(error ?? new DOMException('The stream was destroyed', 'AbortError'))
    // Whoever waits for more text learns that none will come.
    this.#queue.end()
    // Not awaited: a generator that waits for the network returns when that has heard of the abort.
    this.#output.return().catch(() => {})
    callback(error)
  }
}
