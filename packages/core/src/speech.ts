import { type AudioFormat, audioFormats, type Bytes } from './format.ts'
import { linkedController } from './transport/abort.ts'

/** Audio on its way, shaped like a `Blob`. Nothing is asked for until it is read, and it is read once. */
export interface Speech extends AsyncIterable<Bytes> {
  readonly format: AudioFormat
  /** Media type, such as `audio/mpeg`. */
  readonly type: string
  /** The audio as it arrives. Cancelling the stream aborts the request. */
  stream(): ReadableStream<Bytes>
  /** The whole audio. */
  bytes(): Promise<Bytes>
  /** The whole audio as a `Blob` of the right type. */
  blob(): Promise<Blob>
}

/** Where the bytes come from: called once, when reading begins. With `whole`, nothing is used before all is there. */
export type OpenSpeech = (reading: { signal: AbortSignal; whole: boolean }) => AsyncGenerator<Bytes, void>

export function createSpeech(format: AudioFormat, signal: AbortSignal | undefined, open: OpenSpeech): Speech {
  const { type } = audioFormats[format]
  let used = false

  /** Starts reading; `stop` ends the request even while a read is waiting for it. */
  const begin = (whole: boolean) => {
    if (used) throw new TypeError('This speech was read already: call synthesize() again')
    used = true
    const { controller, unlink } = linkedController(signal)
    const chunks = open({ signal: controller.signal, whole })
    const stop = async (reason?: unknown) => {
      unlink()
      controller.abort(reason)
      await chunks.return()
    }
    return { chunks, unlink, stop }
  }

  async function* iterate(): AsyncGenerator<Bytes, void> {
    const { chunks, stop } = begin(false)
    try {
      yield* chunks
    } finally {
      await stop()
    }
  }

  const bytes = async (): Promise<Bytes> => {
    const { chunks, unlink } = begin(true)
    try {
      const all: Bytes[] = []
      for await (const chunk of chunks) all.push(chunk)
      return new Uint8Array(await new Blob(all).arrayBuffer())
    } finally {
      unlink()
    }
  }

  return {
    format,
    type,
    [Symbol.asyncIterator]: iterate,
    bytes,
    blob: async () => new Blob([await bytes()], { type }),
    stream: () => {
      const { chunks, unlink, stop } = begin(false)
      return new ReadableStream<Bytes>(
        {
          pull: async controller => {
            const { done, value } = await chunks.next().catch(error => {
              unlink()
              throw error
            })
            if (value !== undefined) controller.enqueue(value)
            if (done === true) {
              unlink()
              controller.close()
            }
          },
          cancel: stop,
        },
        { highWaterMark: 0 },
      )
    },
  }
}
