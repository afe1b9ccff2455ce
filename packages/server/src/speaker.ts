import type { Bytes } from '@outloud/core'
import { createEncode } from '@outloud/encode'
import type { Engine } from './engine.ts'
import { toPCM } from './samples.ts'
import type { Utterance } from './speech-request.ts'
import { createUnderWay } from './under-way.ts'

/** What a call to `speak` listens to, and whom it tells. */
interface Listening {
  /** Stops the synthesis; the audio then breaks with `signal.reason`. */
  readonly signal: AbortSignal
  /** Told of a failure after the audio began. */
  readonly onError: (error: unknown) => void
}

/** An engine whose words come out encoded. */
export interface Speaker {
  /**
   * Waits for the engine's first samples, so that what fails before them rejects here and nothing has to be taken back.
   * The audio is made as it is read: cancelling it stops the synthesis, a failure breaks it and never ends it.
   */
  speak(utterance: Utterance, listening: Listening): Promise<ReadableStream<Bytes>>
  /** Stops all that is being spoken, for this reason. */
  stop(reason: unknown): void
}

export function createSpeaker(engine: Engine): Speaker {
  const encode = createEncode()
  const { begin, stop } = createUnderWay()

  return {
    stop,
    speak: async ({ text, voice, speed, format }, { signal, onError }) => {
      const { controller, end } = begin(signal)
      const pcm = toPCM(() => engine.speak(text, { voice, speed, signal: controller.signal }))
      const chunks = encode(pcm, format, { signal: controller.signal })
      const next = async (): Promise<Bytes | undefined> => {
        try {
          const { done, value } = await chunks.next()
          if (done !== true) return value
          end()
          return undefined
        } catch (error) {
          end()
          throw controller.signal.aborted ? controller.signal.reason : error
        }
      }

      // Encoders give nothing, not even a header, before the first samples.
      let first = await next()

      return new ReadableStream<Bytes>(
        {
          pull: async stream => {
            try {
              const bytes = first ?? (await next())
              first = undefined
              if (bytes === undefined) stream.close()
              else stream.enqueue(bytes)
            } catch (error) {
              if (!controller.signal.aborted) onError(error)
              throw error
            }
          },
          cancel: async reason => {
            end()
            controller.abort(reason)
            await chunks.return()
          },
        },
        { highWaterMark: 0 },
      )
    },
  }
}
