import { type LanguageTable, latinTables, otherTables } from './abbreviations.ts'
import { languageOf } from './language.ts'

export interface Lexicon {
  /** What a word before a dot is, given as written without the dot. */
  abbreviation(word: string): Abbreviation | undefined
  takesNumber(word: string): boolean
  startsSentence(word: string): boolean
  leavesOpen(word: string): boolean
  opensTime(word: string): boolean
  followsTime(word: string): boolean
  saysSpeech(word: string): boolean
  readonly hasOrdinals: boolean
  takesOrdinal(word: string): boolean
  leadsOrdinal(word: string): boolean
}

type Abbreviation = 'never' | 'maybe' | 'last'

const lexicons = new Map<string, Lexicon>()

/** The tables that hold for a BCP 47 tag. A language that has none is `und`, like a missing tag. */
export function lexiconFor(locale: string | undefined): Lexicon {
  const language = locale === undefined ? 'und' : languageOf(locale)
  const known = Object.hasOwn(latinTables, language) ? language : 'und'
  let lexicon = lexicons.get(known)
  if (!lexicon) {
    lexicon = compile(known)
    lexicons.set(known, lexicon)
  }
  return lexicon
}

function compile(language: string): Lexicon {
  const names = language === 'en' ? ['en'] : ['en', language]
  const tables = [...otherTables, ...names.map(name => latinTables[name] ?? {})]
  const setOf = (name: keyof LanguageTable) => new Set(tables.flatMap(table => words(table[name])))

  const abbreviations = new Map<string, Abbreviation>()
  // The language's own table comes last and wins over English.
  for (const table of tables) {
    for (const kind of ['never', 'maybe', 'last'] as const) {
      for (const word of words(table[kind])) abbreviations.set(word, kind)
    }
  }
  const longest = Math.max(...Array.from(abbreviations.keys(), word => word.length))
  const numbered = setOf('number')
  const suffixes = [...setOf('suffixes')]
  const starters = setOf('starters')
  const leaves = setOf('leaves')
  const timeOpeners = setOf('timeOpeners')
  const afterTime = setOf('afterTime')
  const speech = setOf('speech')
  const ordinalNouns = setOf('ordinalNouns')
  const ordinalLeads = setOf('ordinalLeads')

  return {
    abbreviation(word) {
      if (suffixes.some(suffix => word.endsWith(suffix))) return 'maybe'
      if (word.length > longest) return undefined
      const exact = abbreviations.get(word)
      if (exact !== undefined) return exact
      const lower = word.toLowerCase()
      return lower === word ? undefined : (abbreviations.get(lower) ?? abbreviations.get(titled(word, lower)))
    },
    takesNumber: word => numbered.has(word.toLowerCase()),
    startsSentence: word => starters.has(word) || (isCapitals(word) && starters.has(titled(word, word.toLowerCase()))),
    leavesOpen: word => leaves.has(word.toLowerCase()),
    opensTime: word => timeOpeners.has(word.toLowerCase()),
    followsTime: word => afterTime.has(word.toLowerCase()),
    saysSpeech: word => speech.has(word),
    hasOrdinals: ordinalNouns.size > 0,
    takesOrdinal: word => ordinalNouns.has(word.toLowerCase()),
    leadsOrdinal: word => ordinalLeads.has(word.toLowerCase()),
  }
}

function words(list = ''): string[] {
  return list.split(/\s+/).filter(word => word !== '')
}

/** `DEC` as `Dec`; a word in small letters stays as it is, so that `dec` does not pass for a month. */
function titled(word: string, lower: string): string {
  return word.charAt(0) + lower.slice(1)
}

function isCapitals(word: string): boolean {
  return word.length > 1 && word.charAt(1) !== word.charAt(1).toLowerCase()
}
