import { EngineError, type Voice } from '@outloud/server/engine'
import { languages } from './languages.ts'

type Tag = keyof typeof languages

/** A manner of speaking that goes with every language: a speaker of espeak, and how high. */
interface Speaker {
  readonly variant: string
  /** 0 to 99; 50 is the speaker's own. */
  readonly pitch: number
}

/** What espeak is told of a voice. */
interface EspeakVoice {
  /** Such as `gmw/en-US+f2`. */
  readonly name: string
  readonly pitch: number
}

/** The voices of the protocol: English unless the text is in a script that English is not written in. */
const speakers = {
  alloy: { language: 'en-US', variant: 'f1', pitch: 50 },
  ash: { language: 'en-US', variant: 'm3', pitch: 74 },
  ballad: { language: 'en-GB', variant: 'm5', pitch: 34 },
  cedar: { language: 'en-US', variant: 'm7', pitch: 46 },
  coral: { language: 'en-US', variant: 'f3', pitch: 46 },
  echo: { language: 'en-US', variant: 'm1', pitch: 50 },
  fable: { language: 'en-GB-x-rp', variant: 'm3', pitch: 55 },
  marin: { language: 'en-US', variant: 'f5', pitch: 64 },
  nova: { language: 'en-US', variant: 'f2', pitch: 50 },
  onyx: { language: 'en-US', variant: 'm6', pitch: 20 },
  sage: { language: 'en-US', variant: 'f4', pitch: 40 },
  shimmer: { language: 'en-US', variant: 'f3', pitch: 70 },
  verse: { language: 'en-GB-scotland', variant: 'm2', pitch: 68 },
} as const satisfies Readonly<Record<string, Speaker & { readonly language: Tag }>>

/** A language of each script that English is not written in: the one with the most speakers that espeak has. */
const languageOfScript: readonly (readonly [RegExp, Tag])[] = [
  // Before Han, which Japanese is written in as well.
  [/[\p{Script=Hiragana}\p{Script=Katakana}]/u, 'ja'],
  [/\p{Script=Han}/u, 'zh'],
  [/\p{Script=Hangul}/u, 'ko'],
  [/\p{Script=Cyrillic}/u, 'ru'],
  [/\p{Script=Greek}/u, 'el'],
  [/\p{Script=Arabic}/u, 'ar'],
  [/\p{Script=Hebrew}/u, 'he'],
  [/\p{Script=Devanagari}/u, 'hi'],
  [/\p{Script=Bengali}/u, 'bn'],
  [/\p{Script=Gurmukhi}/u, 'pa'],
  [/\p{Script=Gujarati}/u, 'gu'],
  [/\p{Script=Oriya}/u, 'or'],
  [/\p{Script=Tamil}/u, 'ta'],
  [/\p{Script=Telugu}/u, 'te'],
  [/\p{Script=Kannada}/u, 'kn'],
  [/\p{Script=Malayalam}/u, 'ml'],
  [/\p{Script=Sinhala}/u, 'si'],
  [/\p{Script=Thai}/u, 'th'],
  [/\p{Script=Myanmar}/u, 'my'],
  [/\p{Script=Ethiopic}/u, 'am'],
  [/\p{Script=Armenian}/u, 'hy'],
  [/\p{Script=Georgian}/u, 'ka'],
  [/\p{Script=Cherokee}/u, 'chr'],
]

/** What stands for a language, or for more of it than espeak has. */
const usual: Readonly<Record<string, Tag>> = {
  en: 'en-US',
  fr: 'fr-FR',
  no: 'nb',
  pt: 'pt-PT',
  'es-MX': 'es-419',
  'zh-HK': 'yue',
}

const isTag = (tag: string): tag is Tag => Object.hasOwn(languages, tag)
const isSpeaker = (name: string): name is keyof typeof speakers => Object.hasOwn(speakers, name)

/** The voices as an engine lists them: the thirteen, then a tag for each language. */
export const listVoices = (): readonly Voice[] => [
  ...Object.entries(speakers).map(([id, { language }]) => ({ id, language })),
  ...Object.keys(languages).map(tag => ({ id: tag, language: tag })),
]

/** What a request's voice stands for. */
export interface SpokenVoice {
  /** The language that the whole text is in, where the voice says it. */
  readonly language: Tag | undefined
  /** The voice for a sentence of it. */
  for(sentence: string): EspeakVoice
}

/**
 * A tag's voice, such as `de`, `de-AT` or, in the manner of one of the thirteen, `de+nova`; or one of the thirteen, in
 * the language that a sentence's script asks for.
 * @throws `EngineError` that says what names there are.
 */
export function findVoice(name: string): SpokenVoice {
  if (isSpeaker(name)) {
    const speaker = speakers[name]
    return { language: undefined, for: sentence => voiceOf(foreign(sentence) ?? speaker.language, speaker) }
  }
  const [tag = '', manner] = name.split('+', 2)
  const language = findLanguage(tag)
  if (language === undefined || (manner !== undefined && !isSpeaker(manner))) {
    throw new EngineError(
      `Unknown voice "${name.slice(0, 40)}". espeak has: ${Object.keys(speakers).join(', ')}; the tag of a ` +
        `language, such as de; and both, such as de+nova. Languages: ${Object.keys(languages).join(', ')}.`,
      'voice',
    )
  }
  const voice = voiceOf(language, manner === undefined ? undefined : speakers[manner])
  return { language, for: () => voice }
}

const voiceOf = (language: Tag, speaker: Speaker | undefined): EspeakVoice => ({
  name: speaker === undefined ? languages[language] : `${languages[language]}+${speaker.variant}`,
  pitch: speaker?.pitch ?? 50,
})

/** The longest part of a tag that espeak has a voice for. */
function findLanguage(name: string): Tag | undefined {
  let tag: string
  try {
    tag = Intl.getCanonicalLocales(name)[0] ?? ''
  } catch {
    return undefined
  }
  for (; tag !== ''; tag = tag.replace(/(^|-)[^-]+$/, '')) {
    const known = Object.hasOwn(usual, tag) ? usual[tag] : tag
    if (known !== undefined && isTag(known)) return known
  }
  return undefined
}

/** The language of a text that is not mostly in Latin letters, by the first script in the table that it has. */
function foreign(text: string): Tag | undefined {
  if (countOf(text, /\p{Script=Latin}/gu) * 2 >= countOf(text, /\p{L}/gu)) return undefined
  return languageOfScript.find(([script]) => script.test(text))?.[1]
}

const countOf = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0
