import { describe, expect, test } from 'vitest'
import { createToneEngine, type ToneEngineOptions, toneOf } from './tone-engine.ts'

const speak = async (
  text: string,
  { voice = 'alloy', speed = 1, ...options }: { voice?: string; speed?: number } & ToneEngineOptions = {},
) => {
  const chunks = []
  for await (const chunk of createToneEngine(options).speak(text, { voice, speed })) chunks.push(chunk)
  return { chunks, samples: Int16Array.from(chunks.flatMap(({ samples }) => [...samples])) }
}

/** Hertz, from how often the wave passes through zero upwards. */
const measured = (samples: Int16Array, sampleRate = 24_000) => {
  const rising = [...samples.keys()].filter(index => samples[index]! >= 0 && samples[index - 1]! < 0)
  return ((rising.length - 1) * sampleRate) / (rising.at(-1)! - rising[0]!)
}

describe('tone engine', () => {
  test('speaks a text as the tone that belongs to it', async () => {
    const { samples } = await speak('Which text was this?')
    expect(samples).toEqual(toneOf('Which text was this?').samples)
    expect(measured(samples) / toneOf('Which text was this?').frequency).toBeCloseTo(1, 2)
  })

  test('has other tones for other texts and other voices', async () => {
    const tones = [toneOf('one'), toneOf('two'), toneOf('one', { voice: 'nova' })]
    expect(new Set(tones.map(({ frequency }) => frequency)).size).toBe(3)
    expect((await speak('one', { voice: 'nova' })).samples).toEqual(tones[2]!.samples)
  })

  test('is as long as the text has characters, and shorter when faster', async () => {
    expect((await speak('x'.repeat(50))).samples).toHaveLength(24_000)
    expect((await speak('x'.repeat(50), { speed: 4 })).samples).toHaveLength(6_000)
    expect((await speak('x'.repeat(50), { secondsPerCharacter: 0.1, sampleRate: 8_000 })).samples).toHaveLength(40_000)
  })

  test('gives chunks of the length asked for, the last one shorter', async () => {
    const { chunks } = await speak('x'.repeat(50), { chunk: 0.3 })
    expect(chunks.map(({ samples }) => samples.length)).toEqual([7_200, 7_200, 7_200, 2_400])
  })

  test('marks each word once, on the chunk it begins in', async () => {
    const { chunks } = await speak('ab cde f', { chunk: 0.05 })
    expect(chunks.map(({ marks }) => marks)).toEqual([
      [{ start: 0, end: 2, time: 0 }],
      [{ start: 3, end: 6, time: 0.06 }],
      [{ start: 7, end: 8, time: 0.14 }],
      [],
    ])
  })

  test('waits for its hook before each chunk', async () => {
    const asked: string[] = []
    const before = async (text: string, chunk: number) => {
      asked.push(`${text} ${chunk}`)
    }
    await speak('a'.repeat(20), { chunk: 0.2, before })
    expect(asked).toEqual([`${'a'.repeat(20)} 0`, `${'a'.repeat(20)} 1`])
  })

  test('stops with the reason of the signal while its hook waits', async () => {
    const stopping = new AbortController()
    const engine = createToneEngine({ before: () => new Promise(() => stopping.abort('enough')) })
    const chunks = engine.speak('text', { voice: 'alloy', speed: 1, signal: stopping.signal })
    await expect(chunks[Symbol.asyncIterator]().next()).rejects.toBe('enough')
  })

  test('rejects what is under way when it is closed', async () => {
    const engine = createToneEngine()
    const chunks = engine.speak('a long enough text', { voice: 'alloy', speed: 1 })[Symbol.asyncIterator]()
    expect((await chunks.next()).done).toBe(false)
    await engine.close()
    await expect(chunks.next()).rejects.toThrow('closed')
  })

  test('refuses a voice it does not have', async () => {
    await expect(speak('text', { voice: 'nobody' })).rejects.toMatchObject({ name: 'EngineError', param: 'voice' })
  })
})
