import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { createEspeakEngine } from '@outloud/espeak'
import type { EngineChunk } from '@outloud/server/engine'
import { afterAll, describe, expect, it } from 'vitest'
import { distance, fundamental, peak, timbre } from '../../flite/src/hearing.ts'
import { languages } from './languages.ts'

const protocolVoices = 'alloy ash ballad cedar coral echo fable marin nova onyx sage shimmer verse'.split(' ')
const engine = createEspeakEngine({ workers: 1 })
afterAll(() => engine.close())

const sound = async (input: string, voice: string): Promise<Int16Array> => {
  const spoken: EngineChunk[] = []
  for await (const chunk of engine.speak(input, { voice, speed: 1 })) spoken.push(chunk)
  return Int16Array.from(spoken.flatMap(({ samples }) => [...samples]))
}

describe('voices', () => {
  it('are the thirteen of the protocol, and a tag for each language', () => {
    const ids = engine.voices.map(({ id }) => id)
    expect(ids.slice(0, 13)).toEqual(protocolVoices)
    expect(ids.slice(13)).toEqual(Object.keys(languages))
    for (const { language } of engine.voices) expect(Intl.getCanonicalLocales(language)).toEqual([language])
    expect(new Set(engine.voices.map(({ language }) => language.replace(/-(?!x-).*$/, ''))).size).toBe(119)
  })

  it('are all that espeak has, less its test voice', async () => {
    const file = createRequire(import.meta.url).resolve('@echogarden/espeak-ng-emscripten')
    const { default: createModule } = await import(pathToFileURL(file).href)
    const module = await createModule()
    const names = new module.eSpeakNGWorker().list_voices().map((voice: { identifier: string }) => voice.identifier)
    expect(Object.values(languages).sort()).toEqual(names.filter((name: string) => name !== 'art/xex').sort())
  })

  it('of the protocol are all heard, none clipped, and no two alike', async () => {
    const text = 'The miller had three sons, a mill, a donkey and a cat. They all had to work.'
    const measured = []
    for (const voice of protocolVoices) {
      const samples = await sound(text, voice)
      expect(peak(samples), voice).toBeGreaterThan(8_000)
      expect(peak(samples), voice).toBeLessThan(32_767)
      measured.push({ voice, hertz: fundamental(samples, 22_050), timbre: timbre(samples, 22_050) })
    }
    for (const [index, a] of measured.entries()) {
      for (const b of measured.slice(index + 1)) {
        const pitchApart = Math.abs(Math.log2(a.hertz / b.hertz)) > Math.log2(1.05)
        expect(pitchApart || distance(a.timbre, b.timbre) > 4, `${a.voice} and ${b.voice}`).toBe(true)
      }
    }
  }, 120_000)

  it.each([
    ['de-AT', 'de'],
    ['DE', 'de'],
    ['en', 'en-US'],
    ['en-AU', 'en-US'],
    ['pt', 'pt-PT'],
    ['fr', 'fr-FR'],
    ['no', 'nb'],
    ['cmn', 'zh'],
    ['zh-CN', 'zh'],
    ['zh-HK', 'yue'],
    ['iw', 'he'],
  ])('%s is %s', async (tag, known) => {
    expect(await sound('Hello 1 2 3.', tag)).toEqual(await sound('Hello 1 2 3.', known))
  })

  it('can have the manner of one of the thirteen', async () => {
    const [plain, nova] = [await sound('Guten Tag, guten Tag.', 'de'), await sound('Guten Tag, guten Tag.', 'de+nova')]
    expect(fundamental(nova, 22_050)).toBeGreaterThan(1.5 * fundamental(plain, 22_050))
  })

  it.each([
    ['ru', 'Привет, мир.'],
    ['zh', '你好，世界。'],
    ['ja', 'こんにちは、世界。'],
    ['ar', 'مرحبا بالعالم'],
  ])('of the protocol speak %s where it is written', async (language, input) => {
    expect(await sound(input, 'nova')).toEqual(await sound(input, `${language}+nova`))
    expect(await sound(input, 'nova')).not.toEqual(await sound(input, 'en-US+nova'))
  })

  it.each(['Nova', 'toString', '', 'xx', 'de+', 'de+toString', 'a b', '-'])(
    'do not include %j: the error lists those that are',
    async voice => {
      const error = {
        name: 'EngineError',
        param: 'voice',
        message: expect.stringMatching(/alloy, ash.*de\+nova.*, de,/),
      }
      await expect(sound('Hello.', voice)).rejects.toMatchObject(error)
    },
  )
})
