import type { Recognition, RecognizedSegment, Recognizer, RecognizerRequest, UploadedRecording } from './recognizer.ts'
import type { UnderWay } from './under-way.ts'

/** A recognition whose first stretch of speech was heard, or that there is none. */
export interface Hearing extends Omit<Recognition, 'segments'> {
  /** The next stretch of speech, `undefined` at the end; rejects with the reason when it was stopped. */
  next(): Promise<RecognizedSegment | undefined>
  /** Aborted when it was stopped, so that what failed then is no failure. */
  readonly signal: AbortSignal
  /** Stops the recognition. Harmless after the end. */
  leave(reason: unknown): Promise<void>
}

/** A recognizer whose calls end with their request, or with the server. */
export interface Transcriber {
  /** Waits for the first stretch of speech, so that what fails before it can still be an answer of its own. */
  hear(recording: UploadedRecording, request: Omit<RecognizerRequest, 'signal'>, signal: AbortSignal): Promise<Hearing>
}

export function createTranscriber(recognizer: Recognizer, { begin }: UnderWay): Transcriber {
  return {
    hear: async (recording, request, signal) => {
      const { controller, end } = await begin(signal)
      const orReason = async <T>(work: Promise<T>): Promise<T> => {
        try {
          return await work
        } catch (error) {
          end()
          throw controller.signal.aborted ? controller.signal.reason : error
        }
      }
      const recognition = await orReason(recognizer.recognize(recording, { ...request, signal: controller.signal }))
      const segments = recognition.segments[Symbol.asyncIterator]()
      const next = async () => {
        const { done, value } = await orReason(segments.next())
        if (done !== true) return value
        controller.signal.throwIfAborted()
        end()
        return undefined
      }
      // Nobody may read on to learn of it.
      const stopped = () => {
        end()
        void segments.return?.().catch(() => {})
      }
      if (controller.signal.aborted) stopped()
      controller.signal.addEventListener('abort', stopped, { once: true })
      let first: { readonly segment: RecognizedSegment | undefined } | undefined = { segment: await next() }
      return {
        ...recognition,
        signal: controller.signal,
        next: async () => {
          if (first === undefined) return next()
          const { segment } = first
          first = undefined
          return segment
        },
        leave: async reason => {
          end()
          controller.abort(reason)
          await segments.return?.()
        },
      }
    },
  }
}
