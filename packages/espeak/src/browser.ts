import type { Engine } from '@outloud/server/engine'
import { closedError } from './closed.ts'
import { createSpeak, type Run } from './speak.ts'
import { createSynthesizer } from './synthesizer.ts'
import { listVoices } from './voices.ts'

/** What an engine in a browser needs. */
export interface EspeakBrowserOptions {
  /**
   * Gives espeak-ng.data of `@echogarden/espeak-ng-emscripten`, 24 MB. It is asked for when the first text is spoken, and
   * again after it failed.
   * @example async () => (await fetch('/espeak-ng.data')).arrayBuffer()
   */
  readonly data: () => Promise<ArrayBuffer>
}

/** Lets a message that stops the work arrive: synthesizing holds the thread for some tens of milliseconds a sentence. */
const nextTurn = (): Promise<void> => new Promise(resolve => setTimeout(resolve))

/**
 * espeak on the calling thread, for a web worker: the same voices and the same samples as in Node.
 * @example const server = createSpeechServer({ engine: createEspeakEngine({ data }) })
 */
export function createEspeakEngine({ data }: EspeakBrowserOptions): Engine {
  let synthesizer: ReturnType<typeof createSynthesizer> | undefined
  let closed = false

  const load = async (): Promise<Run> => {
    if (closed) throw closedError()
    synthesizer ??= data().then(createSynthesizer)
    synthesizer.catch(() => {
      synthesizer = undefined
    })
    const synthesize = await synthesizer
    return async (utterance, signal, onPart) => {
      await nextTurn()
      signal.throwIfAborted()
      synthesize(utterance, part => {
        if (part.samples.length > 0) onPart(part)
        return false
      })
    }
  }

  return {
    name: 'espeak',
    voices: listVoices(),
    speak: createSpeak(load),
    close: async () => {
      closed = true
      synthesizer = undefined
    },
  }
}
