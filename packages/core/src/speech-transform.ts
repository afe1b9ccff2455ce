import type { SpeechClient } from './client.ts'
import type { Bytes } from './format.ts'
import type { SpeechOptions } from './speech-options.ts'

/** How text that is piped becomes audio. */
export interface SpeechTransformOptions extends SpeechOptions {
  /** Sends the requests. Its stand-in only has to synthesize. */
  readonly client: Pick<SpeechClient, 'synthesize'>
}

/** Text in, audio out: what `pipeThrough` takes. */
export interface SpeechTransform {
  /** Takes the text, cut anywhere. A write is done when its text was taken, so that the writer goes no faster than that. */
  readonly writable: WritableStream<string>
  /** The bytes of one file. Nothing is asked for before they are read, and cancelling aborts the requests. */
  readonly readable: ReadableStream<Bytes>
}

/**
 * A pair of web streams around `synthesize`. What goes wrong on one side is told to the other, with its reason.
 * @throws `InvalidRequestError` at once for options that no server could take.
 * @example
 * tokens.pipeThrough(createSpeechTransform({ client, format: 'wav' })).pipeTo(sink)
 */
export function createSpeechTransform({ client, ...options }: SpeechTransformOptions): SpeechTransform {
  const { writable, readable: text } = new TransformStream<string, string>(
    {},
    { highWaterMark: 1 },
    { highWaterMark: 0 },
  )
  const input = text.getReader()
  // Without `return`: only below is known why nobody reads on, and the writer is told that.
  const source: AsyncIterable<string> = {
    [Symbol.asyncIterator]: () => ({
      next: async () => {
        const { done, value } = await input.read()
        return done ? { done, value: undefined } : { done, value }
      },
    }),
  }
  const leave = (reason: unknown) => input.cancel(reason).catch(() => {})
  const output = client.synthesize(source, options).stream().getReader()
  const readable = new ReadableStream<Bytes>(
    {
      pull: async controller => {
        try {
          const { done, value } = await output.read()
          if (done) controller.close()
          else controller.enqueue(value)
        } catch (error) {
          void leave(error)
          throw error
        }
      },
      cancel: async reason => {
        await Promise.all([leave(reason), output.cancel(reason)])
      },
    },
    { highWaterMark: 0 },
  )
  return { writable, readable }
}
