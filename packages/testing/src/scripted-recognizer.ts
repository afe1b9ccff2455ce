import type { RecognizedSegment, Recognizer, RecognizerRequest, UploadedRecording } from '@outloud/server'

export interface ScriptedRecognizerOptions {
  /** What it hears, whatever it is given. @default two segments of three words each */
  readonly segments?: readonly RecognizedSegment[] | undefined
  /** Seconds. @default 5 */
  readonly duration?: number | undefined
  /** @default the one that is asked for, or en */
  readonly language?: string | undefined
  /** Called before every segment is given, and before the end; what it returns is waited for. `segment` counts from 0. */
  readonly before?: ((segment: number, signal: AbortSignal) => Promise<void> | void) | undefined
}

/** A recognizer that says what it was told to, and what it was asked. */
export interface ScriptedRecognizer extends Recognizer {
  readonly asked: readonly (UploadedRecording & RecognizerRequest)[]
}

const threeWords = (text: string, start: number): RecognizedSegment => {
  const words = text
    .split(' ')
    .map((word, index) => ({ text: word, start: start + index / 2, end: start + index / 2 + 0.4 }))
  return { text, start, end: start + 1.4, words }
}

/** For tests of everything but hearing. */
export function createScriptedRecognizer({
  segments = [threeWords('Good morning, everyone.', 0.25), threeWords('Here we are.', 2.5)],
  duration = 5,
  language,
  before,
}: ScriptedRecognizerOptions = {}): ScriptedRecognizer {
  const asked: (UploadedRecording & RecognizerRequest)[] = []
  const closed = new AbortController()
  async function* give(signal: AbortSignal): AsyncGenerator<RecognizedSegment, void> {
    const stop = AbortSignal.any([closed.signal, signal])
    const stopped = new Promise<never>((_, reject) => {
      stop.addEventListener('abort', () => reject(stop.reason), { once: true })
    })
    // Only a call that is waiting has to hear of it.
    stopped.catch(() => {})
    for (let index = 0; index <= segments.length; index++) {
      stop.throwIfAborted()
      await Promise.race([before?.(index, signal), stopped])
      const segment = segments[index]
      if (segment !== undefined) yield segment
    }
  }
  return {
    name: 'scripted',
    asked,
    recognize: async (recording, request) => {
      asked.push({ ...recording, ...request })
      return { language: language ?? request.language ?? 'en', duration, segments: give(request.signal) }
    },
    close: async () => closed.abort(new Error('The scripted recognizer is closed')),
  }
}
