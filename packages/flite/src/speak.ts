import { type Engine, EngineError } from '@outloud/server/engine'
import type { Sound } from './flite.ts'
import { type Piece, pieces } from './pieces.ts'
import type { Utterance } from './synthesizer.ts'
import { findVoice } from './voices.ts'

/** Synthesizes one utterance, somewhere; rejects with the signal's reason once it aborts. */
export type Run = (utterance: Utterance, signal: AbortSignal) => Promise<Sound>

/**
 * An engine's `speak`, sentence by sentence.
 * @param ready Gives what synthesizes, once a request was found to be one that can be spoken.
 */
export const createSpeak = (ready: () => Promise<Run>): Engine['speak'] =>
  async function* (text, { voice, speed, signal }) {
    const { speaker, pitch } = findVoice(voice)
    if (!(speed >= 0.25 && speed <= 4)) throw new EngineError(`speed must be from 0.25 to 4, got ${speed}`, 'speed')
    const remaining = pieces(text)
    let piece: Piece | undefined = remaining.next().value
    if (!piece) {
      throw new EngineError(
        'flite speaks English: the input has no Latin letter or digit that it could say. @outloud/espeak speaks other languages.',
        'input',
      )
    }
    const stop = new AbortController()
    const onAbort = (): void => stop.abort(signal?.reason)
    signal?.addEventListener('abort', onAbort)
    try {
      signal?.throwIfAborted()
      const run = await ready()
      const start = (next: Piece): Promise<Sound> => {
        const sound = run({ text: next.said, speaker, pitch, speed }, stop.signal)
        // It may fail while nobody waits for it; whoever does is told.
        sound.catch(() => {})
        return sound
      }
      let time = 0
      let coming = start(piece)
      while (piece) {
        const { samples, sampleRate } = await coming
        const marks = [{ start: piece.start, end: piece.end, time }]
        // The next sentence is synthesized while the caller handles this one; no more than that is held.
        piece = remaining.next().value
        if (piece) coming = start(piece)
        yield { samples, sampleRate, marks }
        signal?.throwIfAborted()
        time += samples.length / sampleRate
      }
    } finally {
      signal?.removeEventListener('abort', onAbort)
      stop.abort()
    }
  }
