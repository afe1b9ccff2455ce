import createSonic from '@echogarden/sonic-wasm'
import { createEspeak, type EspeakText, type Part, sampleRate } from './espeak.ts'
import { stretch } from './stretch.ts'

/** One call of the engine: what a worker is sent. */
export interface Utterance extends EspeakText {
  readonly speed: number
}

/** Text to samples, on the calling thread; `onPart` returns whether to stop. It must not throw. */
export type Synthesizer = (utterance: Utterance, onPart: (part: Part) => boolean) => void

/**
 * Names no platform: it runs in a worker of Node and of a browser. At another speed than espeak's own a text comes in
 * one part, since sonic is given a whole sound.
 */
export async function createSynthesizer(data?: ArrayBuffer): Promise<Synthesizer> {
  const [sonic, espeak] = await Promise.all([createSonic(), createEspeak(data)])
  return (utterance, onPart) => {
    const { speed } = utterance
    if (speed === 1) {
      espeak(utterance, onPart)
      return
    }
    const parts: Part[] = []
    let stopped = false
    espeak(utterance, part => {
      parts.push(part)
      // Empty, only to be told whether anybody waits.
      stopped = onPart({ samples: new Int16Array(0), words: [] })
      return stopped
    })
    if (stopped) return
    const whole = new Int16Array(parts.reduce((length, { samples }) => length + samples.length, 0))
    let at = 0
    for (const { samples } of parts) {
      whole.set(samples, at)
      at += samples.length
    }
    const words = parts.flatMap(part => part.words.map(({ index, time }) => ({ index, time: time / speed })))
    onPart({ samples: stretch(sonic, whole, sampleRate, speed), words })
  }
}
