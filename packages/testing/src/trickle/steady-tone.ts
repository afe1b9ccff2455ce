import type { Engine, EngineChunk } from '@outloud/server'

/** The text that is heard as one steady tone, such as `tone 440 Hz 6 s`. */
const toneText = /^tone (\d+) Hz (\d+(?:\.\d+)?) s$/

const sampleRate = 24_000
const amplitude = 12_000

/** The engine, but for texts that ask for a tone. */
export const withTones = (engine: Engine): Engine => ({
  ...engine,
  async *speak(text, request): AsyncGenerator<EngineChunk, void> {
    const [, hertz, seconds] = toneText.exec(text) ?? []
    if (hertz === undefined) return yield* engine.speak(text, request)
    const length = Math.round(Number(seconds) * sampleRate)
    const step = (2 * Math.PI * Number(hertz)) / sampleRate
    const samples = Int16Array.from({ length }, (_, index) => Math.round(amplitude * Math.sin(index * step)))
    yield { samples, sampleRate, marks: [] }
  },
})
