import { type Engine, type EngineChunk, EngineError } from '@outloud/server/engine'
import { type Part, sampleRate } from './espeak.ts'
import { type Piece, pieces } from './pieces.ts'
import type { Utterance } from './synthesizer.ts'
import { findVoice } from './voices.ts'

/** Seconds of silence between two sentences: espeak's own, which it does not put at the end of what it is given. */
const pause = 0.3

/** Synthesizes one utterance, somewhere, part by part; rejects with the signal's reason once it aborts. */
export type Run = (utterance: Utterance, signal: AbortSignal, onPart: (part: Part) => void) => Promise<void>

/** A piece that is being synthesized. */
interface Coming {
  readonly piece: Piece
  /** The next part, `undefined` after the last. */
  next(): Promise<Part | undefined>
}

/**
 * An engine's `speak`, sentence by sentence, with a mark for each word.
 * @param ready Gives what synthesizes, once a request was found to be one that can be spoken.
 */
export const createSpeak = (ready: () => Promise<Run>): Engine['speak'] =>
  async function* (text, { voice: name, speed, signal }): AsyncGenerator<EngineChunk, void> {
    const voice = findVoice(name)
    if (!(speed >= 0.25 && speed <= 4)) throw new EngineError(`speed must be from 0.25 to 4, got ${speed}`, 'speed')
    const remaining = pieces(text, voice)
    let piece: Piece | undefined = remaining.next().value
    if (piece === undefined) throw new EngineError('The input has no letter, digit or sign that has a sound.', 'input')
    const stop = new AbortController()
    const onAbort = (): void => stop.abort(signal?.reason)
    signal?.addEventListener('abort', onAbort)
    try {
      signal?.throwIfAborted()
      const run = await ready()
      const start = (next: Piece): Coming => begin(run, next, speed, stop.signal)
      let spoken = 0
      for (let coming: Coming | undefined = start(piece); coming !== undefined; ) {
        const { words, begins } = coming.piece
        if (begins && spoken > 0) {
          const samples = new Int16Array(Math.round((pause * sampleRate) / speed))
          spoken += samples.length
          yield { samples, sampleRate }
        }
        const offset = spoken / sampleRate
        // The next sentence is synthesized while the caller handles this one; no more than that is held.
        piece = remaining.next().value
        const following = piece && start(piece)
        for (let part = await coming.next(); part !== undefined; part = await coming.next()) {
          const { samples } = part
          const marks = part.words.flatMap(({ index, time }) => {
            const word = words[index]
            return word === undefined ? [] : [{ ...word, time: offset + time }]
          })
          spoken += samples.length
          yield { samples, sampleRate, marks }
          signal?.throwIfAborted()
        }
        coming = following
      }
    } finally {
      signal?.removeEventListener('abort', onAbort)
      stop.abort()
    }
  }

function begin(run: Run, piece: Piece, speed: number, signal: AbortSignal): Coming {
  const { ssml, positions, voice } = piece
  const parts: Part[] = []
  let wake = (): void => {}
  let over = false
  const ended = run({ ssml, positions, ...voice, speed }, signal, part => {
    parts.push(part)
    wake()
  }).finally(() => {
    over = true
    wake()
  })
  // It may fail while nobody waits for it; whoever does is told.
  ended.catch(() => {})
  return {
    piece,
    next: async () => {
      while (parts.length === 0 && !over) {
        await new Promise<void>(resolve => {
          wake = resolve
        })
      }
      const part = parts.shift()
      // What came before a failure was true.
      if (part === undefined) await ended
      return part
    },
  }
}
