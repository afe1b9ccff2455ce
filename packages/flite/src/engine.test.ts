import { createFliteEngine, fliteVoices } from '@outloud/flite'
import type { EngineChunk } from '@outloud/server/engine'
import { afterAll, describe, expect, it } from 'vitest'
import { distance, fundamental, peak, timbre } from './hearing.ts'

const protocolVoices = 'alloy ash ballad cedar coral echo fable marin nova onyx sage shimmer verse'.split(' ')
const text = 'The miller had three sons, a mill, a donkey and a cat. They all had to work.'

const engine = createFliteEngine({ workers: 2 })
afterAll(() => engine.close())

const chunks = async (input: string, voice = 'nova', speed = 1): Promise<EngineChunk[]> => {
  const spoken: EngineChunk[] = []
  for await (const chunk of engine.speak(input, { voice, speed })) spoken.push(chunk)
  return spoken
}

const sound = async (input: string, voice?: string, speed?: number): Promise<Int16Array> =>
  Int16Array.from((await chunks(input, voice, speed)).flatMap(({ samples }) => [...samples]))

describe('voices', () => {
  it('are the thirteen of the protocol and those of flite', () => {
    const ids = engine.voices.map(({ id }) => id)
    expect(ids.slice(0, 13)).toEqual(protocolVoices)
    expect(ids.slice(13)).toEqual(['slt', 'rms', 'awb', 'kal', 'kal16'])
    expect(ids).toEqual(Object.keys(fliteVoices))
    expect(engine.voices.find(({ id }) => id === 'fable')).toEqual({ id: 'fable', language: 'en-GB' })
  })

  it('are all heard, none clipped, and no two of the thirteen alike', async () => {
    const measured = []
    for (const voice of protocolVoices) {
      const samples = await sound(text, voice)
      expect(peak(samples), voice).toBeGreaterThan(8000)
      expect(peak(samples), voice).toBeLessThan(32_000)
      measured.push({ voice, hertz: fundamental(samples, 16_000), timbre: timbre(samples, 16_000) })
    }
    for (const [index, a] of measured.entries()) {
      for (const b of measured.slice(index + 1)) {
        const pitchApart = Math.abs(Math.log2(a.hertz / b.hertz)) > Math.log2(1.05)
        expect(pitchApart || distance(a.timbre, b.timbre) > 4, `${a.voice} and ${b.voice}`).toBe(true)
        expect(distance(a.timbre, b.timbre), `${a.voice} and ${b.voice}`).toBeGreaterThan(2)
      }
    }
  })

  it.each([
    ['slt', 16_000],
    ['rms', 16_000],
    ['awb', 16_000],
    ['kal', 8000],
    ['kal16', 16_000],
  ])("include flite's own %s at %d Hz", async (voice, sampleRate) => {
    const spoken = await chunks(text, voice)
    expect(spoken.map(chunk => chunk.sampleRate)).toEqual([sampleRate, sampleRate])
    for (const { samples } of spoken) expect(peak(samples)).toBeGreaterThan(8000)
  })

  it.each(['Nova', 'awb_time', 'toString', ''])('do not include %j: the error lists those that are', async voice => {
    const error = { name: 'EngineError', param: 'voice', message: expect.stringMatching(/alloy, ash.*shimmer.*kal16/) }
    await expect(chunks(text, voice)).rejects.toMatchObject(error)
  })
})

describe('speed', () => {
  it.each([0.25, 0.5, 1.5, 4])('%d divides the length and keeps the pitch', async speed => {
    const normal = await chunks(text)
    const changed = await chunks(text, 'nova', speed)
    for (const [index, { samples }] of changed.entries()) {
      expect(samples).toHaveLength(Math.round(normal[index]!.samples.length / speed))
    }
    const hertz = fundamental(await sound(text), 16_000)
    expect(fundamental(await sound(text, 'nova', speed), 16_000) / hertz).toBeCloseTo(1, 1)
  })

  it.each([0.24, 4.01, 0, -1, Number.NaN])('%d is refused', async speed => {
    await expect(chunks(text, 'nova', speed)).rejects.toMatchObject({ name: 'EngineError', param: 'speed' })
  })
})

describe('text', () => {
  it.each(['你好，世界。', 'Привет!', '', '...'])('%j has nothing flite can say and is refused', async input => {
    const error = { name: 'EngineError', param: 'input', message: expect.stringMatching(/Latin.*@outloud\/espeak/) }
    await expect(chunks(input)).rejects.toMatchObject(error)
  })

  it('in several scripts is spoken as far as it can be', async () => {
    const input = '你好。 Hello there. Привет! Good bye.'
    const marks = (await chunks(input)).flatMap(chunk => chunk.marks ?? [])
    expect(marks.map(({ start, end }) => input.slice(start, end))).toEqual(['Hello there.', 'Good bye.'])
  })

  it('is marked sentence by sentence where its samples begin', async () => {
    const [first, second] = await chunks(text)
    expect(first?.marks).toEqual([{ start: 0, end: 54, time: 0 }])
    expect(second?.marks).toEqual([{ start: 55, end: 76, time: first!.samples.length / 16_000 }])
  })
})

describe('options', () => {
  it.each([0, -1, 1.5, Number.NaN])('refuse %d workers', workers => {
    expect(() => createFliteEngine({ workers })).toThrow(RangeError)
  })
})
