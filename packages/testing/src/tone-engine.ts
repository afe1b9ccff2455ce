import { createHash } from 'node:crypto'
import { type Engine, type EngineChunk, EngineError, type Voice } from '@outloud/server'

export interface ToneEngineOptions {
  /** Seconds of tone for every UTF-16 unit of the text at speed 1. @default 0.02 */
  readonly secondsPerCharacter?: number | undefined
  /** Hertz. @default 24000 */
  readonly sampleRate?: number | undefined
  /** Seconds of audio in one chunk, at most. @default 0.2 */
  readonly chunk?: number | undefined
  /** @default alloy and nova */
  readonly voices?: readonly Voice[] | undefined
  /** Called before every chunk is given; what it returns is waited for. `chunk` counts from 0. */
  readonly before?: ((text: string, chunk: number) => Promise<void> | void) | undefined
}

/** What a text sounds like, before any encoding. */
export interface Tone {
  /** Hertz, from 200 to 4 000; two texts or voices share one only by a chance of one in millions. */
  readonly frequency: number
  readonly samples: Int16Array<ArrayBuffer>
}

const bothVoices: readonly Voice[] = [
  { id: 'alloy', language: 'en' },
  { id: 'nova', language: 'en' },
]

/** Loud enough to survive every codec, and far from clipping. */
const amplitude = 12_000

/** Milli-hertz between the lowest and the highest tone. */
const range = { lowest: 200_000, span: 3_800_000 } as const

/** How a tone is made from a text; the defaults are those of the engine. */
export interface ToneOptions extends Pick<ToneEngineOptions, 'secondsPerCharacter' | 'sampleRate'> {
  /** @default 'alloy' */
  readonly voice?: string | undefined
  /** @default 1 */
  readonly speed?: number | undefined
}

/** The tone that `createToneEngine` speaks a text as: its length from the characters, its pitch from text and voice. */
export function toneOf(text: string, options: ToneOptions = {}): Tone {
  const { voice = 'alloy', speed = 1, sampleRate = 24_000, secondsPerCharacter = 0.02 } = options
  const hash = createHash('sha256').update(`${voice}\n${text}`).digest().readUInt32BE(0)
  const frequency = (range.lowest + (hash % range.span)) / 1_000
  const length = Math.round((text.length * secondsPerCharacter * sampleRate) / speed)
  const step = (2 * Math.PI * frequency) / sampleRate
  return {
    frequency,
    samples: Int16Array.from({ length }, (_, index) => Math.round(amplitude * Math.sin(index * step))),
  }
}

/**
 * An engine whose every text is one steady tone, so that a test can tell from any stretch of audio which text it came
 * from. Its marks are the words, each on the chunk it begins in.
 */
export function createToneEngine(options: ToneEngineOptions = {}): Engine {
  const { secondsPerCharacter = 0.02, sampleRate = 24_000, chunk = 0.2, voices = bothVoices, before } = options
  const closed = new AbortController()
  return {
    name: 'tone',
    voices,
    async *speak(text, { voice, speed, signal }): AsyncGenerator<EngineChunk, void> {
      if (!voices.some(({ id }) => id === voice)) throw new EngineError(`No such voice: ${voice}`, 'voice')
      const stop = signal === undefined ? closed.signal : AbortSignal.any([closed.signal, signal])
      const stopped = new Promise<never>((_, reject) => {
        stop.addEventListener('abort', () => reject(stop.reason), { once: true })
      })
      // Only a call that is waiting has to hear of it.
      stopped.catch(() => {})
      const { samples } = toneOf(text, { voice, speed, sampleRate, secondsPerCharacter })
      const words = Array.from(text.matchAll(/\S+/g), ({ 0: word, index }) => ({
        start: index,
        end: index + word.length,
        time: (index * secondsPerCharacter) / speed,
      }))
      const step = Math.max(1, Math.round(chunk * sampleRate))
      for (let at = 0, index = 0; at < samples.length; at += step, index++) {
        stop.throwIfAborted()
        await Promise.race([before?.(text, index), stopped])
        const marks = words.filter(({ time }) => Math.floor((time * sampleRate) / step) === index)
        yield { samples: samples.slice(at, at + step), sampleRate, marks }
      }
    },
    close: async () => closed.abort(new Error('The tone engine is closed')),
  }
}
