import { createEspeakEngine } from '@outloud/espeak'
import { createSpeechServer, type EngineChunk } from '@outloud/server'
import { collect } from '@outloud/testing'
import { afterAll, describe, expect, it } from 'vitest'
import { missingTools } from '../../../test/tools.ts'
import { probe } from '../../server/test/ffprobe.ts'

const engine = createEspeakEngine({ workers: 1 })
afterAll(() => engine.close())

const chunks = async (input: string, voice = 'nova', speed = 1): Promise<EngineChunk[]> => {
  const spoken: EngineChunk[] = []
  for await (const chunk of engine.speak(input, { voice, speed })) spoken.push(chunk)
  return spoken
}

const lengthOf = (spoken: readonly EngineChunk[]): number =>
  spoken.reduce((length, { samples }) => length + samples.length, 0)

const wordsOf = (input: string, spoken: readonly EngineChunk[]): string[] =>
  spoken.flatMap(({ marks = [] }) => marks.map(({ start, end }) => input.slice(start, end)))

const paragraphs = {
  en: 'The miller had three sons, a mill, a donkey and a cat. They all had to work. Was it fair? Nobody asked!',
  de: 'Der Müller hatte drei Söhne, eine Mühle, einen Esel und einen Kater. Alle mussten arbeiten. War das gerecht?',
  fr: 'Le meunier avait trois fils, un moulin, un âne et un chat. Tous devaient travailler. Était-ce « juste » ?',
  es: 'El molinero tenía tres hijos, un molino, un burro y un gato. Todos debían trabajar. ¿Era justo?',
  hi: 'चक्की वाले के तीन बेटे थे, एक चक्की, एक गधा और एक बिल्ली। सबको काम करना पड़ता था। क्या यह ठीक था?',
  zh: '磨坊主有三个儿子，一座磨坊，一头驴和一只猫。他们都要干活。这公平吗？',
  ar: 'كان للطحان ثلاثة أبناء وطاحونة وحمار وقط. كان عليهم جميعا أن يعملوا. هل كان ذلك عدلا؟',
} as const

describe('a paragraph', () => {
  it.each(Object.entries(paragraphs))('in %s: words in order, sound in all of it', async (voice, input) => {
    const spoken = await chunks(input, voice)
    const marks = spoken.flatMap(chunk => chunk.marks ?? [])
    expect(marks.length).toBeGreaterThan(10)
    const seconds = lengthOf(spoken) / 22_050
    // From 8 to 25 letters a second, or 2 to 8 of those that are whole syllables.
    const letters = input.match(/\p{L}/gu)!.length / (voice === 'zh' ? 4 : 1)
    expect(letters / seconds).toBeGreaterThan(voice === 'zh' ? 0.5 : 6)
    expect(letters / seconds).toBeLessThan(25)
    for (const [index, { start, time }] of marks.entries()) {
      const before = marks[index - 1]
      expect(start).toBeGreaterThanOrEqual(before?.end ?? 0)
      expect(time).toBeGreaterThanOrEqual(before?.time ?? 0)
      expect(time).toBeLessThan(seconds)
    }
    // As many words as are written, or nearly: a lone sign may have no sound.
    const written = voice === 'zh' ? marks.length : input.match(/[\p{L}\p{M}'-]+/gu)!.length
    expect(marks.length).toBe(written)
    const loud = Math.max(...spoken.flatMap(({ samples }) => [samples.reduce((most, one) => Math.max(most, one), 0)]))
    expect(loud).toBeGreaterThan(8_000)
    expect(loud).toBeLessThan(32_768)
  })

  it.skipIf(missingTools.has('ffprobe') || missingTools.has('ffmpeg')).each(Object.entries(paragraphs))(
    'in %s: ffprobe agrees on how long it is, through the server',
    async (voice, input) => {
      const server = createSpeechServer({ engine: createEspeakEngine({ workers: 1 }) })
      const request = (response_format: string) =>
        new Request('http://speech.test/v1/audio/speech', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ model: 'espeak', input, voice, response_format }),
        })
      const seconds = lengthOf(await chunks(input, voice)) / 22_050
      for (const format of ['mp3', 'flac', 'wav'] as const) {
        const { body } = await server.fetch(request(format))
        const { duration } = probe(await collect(body!), format)
        expect(duration).toBeGreaterThan(seconds - 0.001)
        expect(duration).toBeLessThan(seconds + 0.051)
      }
      await server.close()
    },
  )
})

describe('words', () => {
  it('stand in the source without what is around them, and signs that are said are words', async () => {
    const input =
      '“Well,” said he (he said): it’s <5 & more – $3.50! Dr. Smith came at 10:30 p.m. to the U.S.A. &amp; all.'
    expect(wordsOf(input, await chunks(input))).toEqual(
      'Well|said|he|he|said|it’s|<5|&|more|$3.50|Dr|Smith|came|at|10:30|p.m|to|the|U.S.A|&amp|all'.split('|'),
    )
  })

  it('of a script without spaces are found all the same', async () => {
    const input = '今天天气很好。'
    expect(wordsOf(input, await chunks(input)).join('')).toBe('今天天气很好')
  })

  it('keep their places in a sentence that is too long for one breath', async () => {
    const input = 'and it went on for quite a while without an end in sight, '.repeat(20)
    expect(wordsOf(input, await chunks(input))).toEqual(input.match(/\w+/g))
  })

  it('come with the audio that they begin in', async () => {
    let seconds = 0
    for (const { samples, sampleRate, marks = [] } of await chunks(paragraphs.en)) {
      for (const { time } of marks) {
        expect(time).toBeGreaterThanOrEqual(seconds - 0.002)
        expect(time).toBeLessThan(seconds + samples.length / sampleRate + 0.002)
      }
      seconds += samples.length / sampleRate
    }
  })
})

describe('speed', () => {
  it.each([0.25, 0.5, 1.5, 4])('%d divides the length and the times', async speed => {
    const normal = await chunks(paragraphs.en, 'onyx')
    const changed = await chunks(paragraphs.en, 'onyx', speed)
    // Each sentence and each pause is rounded to a sample of its own.
    expect(Math.abs(lengthOf(changed) - lengthOf(normal) / speed)).toBeLessThan(10)
    const times = normal.flatMap(({ marks = [] }) => marks.map(({ time }) => time))
    const others = changed.flatMap(({ marks = [] }) => marks.map(({ time }) => time * speed))
    expect(others).toHaveLength(times.length)
    for (const [index, time] of times.entries()) expect(others[index]).toBeCloseTo(time, 2)
  })

  it.each([0.24, 4.01, 0, -1, Number.NaN])('%d is refused', async speed => {
    await expect(chunks('Hello.', 'nova', speed)).rejects.toMatchObject({ name: 'EngineError', param: 'speed' })
  })
})

describe('text', () => {
  it.each(['', ' ', '...', '***', '— “”'])('%j has no sound and is refused', async input => {
    await expect(chunks(input)).rejects.toMatchObject({ name: 'EngineError', param: 'input' })
  })

  it('is never markup, and none of it ends the rest', async () => {
    const input = 'One <mark name="9"/> &lt; </speak> \0 two \ud800 three <break time="9s"/> four.'
    const words = wordsOf(input, await chunks(input))
    expect([words[0], words.at(-1)]).toEqual(['One', 'four'])
    expect(words).toContain('two')
  })

  it('sounds the same whatever was spoken before', async () => {
    const first = await chunks(paragraphs.en)
    await chunks(paragraphs.ar, 'ar')
    for await (const _ of engine.speak(paragraphs.de, { voice: 'de', speed: 1 })) break
    expect(await chunks(paragraphs.en)).toEqual(first)
  })
})

describe('options', () => {
  it.each([0, -1, 1.5, Number.NaN])('refuse %d workers', workers => {
    expect(() => createEspeakEngine({ workers })).toThrow(RangeError)
  })
})
