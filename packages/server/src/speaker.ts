import { type Bytes, pcmFacts } from '@outloud/core'
import { createEncode } from '@outloud/encode'
import type { Engine, Mark } from './engine.ts'
import { toPCM } from './samples.ts'
import type { Utterance } from './speech-request.ts'
import type { UnderWay } from './under-way.ts'

/** A stretch of encoded audio. */
interface SpokenBytes {
  readonly bytes: Bytes
  /** Where in the text is what is heard in these bytes or soon after them, in order. */
  readonly marks: readonly Mark[]
}

/** A speech whose first audio is there. It is made as it is read. */
export interface Spoken {
  /** The next stretch, `undefined` at the end; rejects with the reason when it was stopped. */
  next(): Promise<SpokenBytes | undefined>
  /** Seconds of audio made so far. */
  readonly seconds: number
  /** Aborted when it was stopped, so that what failed then is no failure. */
  readonly signal: AbortSignal
  /** Stops the synthesis. Harmless after the end. */
  leave(reason: unknown): Promise<void>
}

/** An engine whose words come out encoded. */
export interface Speaker {
  /**
   * Waits for the engine's first samples, so that what fails before them rejects here and nothing has to be taken back.
   * The audio is made as it is read; the signal stops it.
   */
  speak(utterance: Utterance, signal: AbortSignal): Promise<Spoken>
}

export function createSpeaker(engine: Engine, { begin }: UnderWay): Speaker {
  const encode = createEncode()

  return {
    speak: async ({ text, voice, speed, format }, signal) => {
      const { controller, end } = await begin(signal)
      // What the engine said of the samples that the encoder took since its last bytes.
      let marks: Mark[] = []
      let samples = 0
      const pcm = async function* (): AsyncGenerator<Bytes, void> {
        const speak = () => engine.speak(text, { voice, speed, signal: controller.signal })
        for await (const bytes of toPCM(speak, more => marks.push(...more))) {
          samples += bytes.length / pcmFacts.bytesPerSample
          yield bytes
        }
      }
      const chunks = encode(pcm(), format, { signal: controller.signal })
      const next = async (): Promise<SpokenBytes | undefined> => {
        try {
          const { done, value } = await chunks.next()
          if (done !== true) {
            const taken = marks
            marks = []
            return { bytes: value, marks: taken }
          }
          controller.signal.throwIfAborted()
          end()
          return undefined
        } catch (error) {
          end()
          throw controller.signal.aborted ? controller.signal.reason : error
        }
      }

      // Nobody may read on to learn of it, and the encoder would keep its thread.
      const stopped = () => {
        end()
        void chunks.return().catch(() => {})
      }
      controller.signal.addEventListener('abort', stopped, { once: true })

      // Encoders give nothing, not even a header, before the first samples.
      let first: SpokenBytes | undefined = await next()

      return {
        get seconds() {
          return samples / pcmFacts.sampleRate
        },
        signal: controller.signal,
        next: async () => {
          if (first === undefined) return next()
          const begun = first
          first = undefined
          return begun
        },
        leave: async reason => {
          end()
          controller.abort(reason)
          await chunks.return()
        },
      }
    },
  }
}
