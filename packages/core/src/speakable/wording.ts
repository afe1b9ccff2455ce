import { languageOf } from '../text/language.ts'
import { type Language, languages, otherLanguage, spellings } from './languages.ts'

/** How symbols are said. */
export interface Wording {
  readonly language: Language
  /** What in `text[from, to)` is said differently than it is written, in order. */
  replacements(text: string, from: number, to: number): readonly Replacement[]
}

interface Replacement {
  readonly from: number
  readonly to: number
  readonly said: string
}

export interface WordingOptions {
  readonly locale: string
  readonly emoji: 'skip' | 'keep'
  readonly symbols: Readonly<Record<string, string>>
}

// Shown as pictures: by default, by the selector U+FE0F, or as one of the symbols and dingbats fonts draw as pictures
// anyway; the circled digits among these are numbers.
const picture = '(?:\\p{Emoji_Presentation}|[\\u2600-\\u2775\\u2794-\\u27BF]|\\p{Emoji}\\uFE0F)'
const dressing = '(?:\\uFE0F|\\p{Emoji_Modifier}|[\\u{E0020}-\\u{E007F}])*'
const emojis = `(?:\\p{RI}\\p{RI}|${picture}${dressing}(?:\\u200D\\p{Extended_Pictographic}${dressing})*)`

/** One linear search finds everything that is said differently; the name of the group tells why. */
export function createWording({ locale, emoji, symbols }: WordingOptions): Wording {
  const language = languages[languageOf(locale)] ?? otherLanguage
  const { currencies, scales, beforeNumber, betweenNumbers, afterNumber } = language
  const scaled = scales.length ? `(?<scale> (?:${scales.join('|')}))?` : ''
  const words: Record<string, string> = { ...language.symbols }
  for (const [spelling, symbol] of Object.entries(spellings)) {
    const word = words[symbol]
    if (word !== undefined) words[spelling] = word
  }
  const ownWords = choice('', symbols)
  const searches = [
    choice('own', symbols),
    choice('currency', currencies, '', ` ?(?<amount>\\d(?:[\\d.,]*\\d)?)${scaled}(?![.,]?[\\p{L}\\d])`),
    choice('before', beforeNumber, '(?<![\\p{L}\\p{N}])', '(?= ?\\d)'),
    choice('between', betweenNumbers, '(?<=\\d)', '(?=[$€£]?\\d)'),
    choice('after', afterNumber, '(?<=\\d ?)', ''),
    choice('symbol', words),
    // What is left of emphasis that was never closed.
    '\\*{2,}',
    ...(emoji === 'skip'
      ? [`(?<keycap>[\\d#*])\\uFE0F?\\u20E3`, `(?: ?${ownWords && `(?!${ownWords})`}${emojis})+`]
      : []),
  ]
  const search = new RegExp(searches.filter(Boolean).join('|'), 'gu')

  function said(groups: Readonly<Record<string, string | undefined>>): string {
    const { own, currency, amount, before, between, after, symbol, keycap, scale = '' } = groups
    if (own !== undefined) return symbols[own] ?? ''
    if (currency !== undefined) {
      const [one = '', many = ''] = currencies[currency] ?? []
      return `${amount}${scale} ${amount === '1' && scale === '' ? one : many}`
    }
    if (before !== undefined) return beforeNumber[before] ?? ''
    if (between !== undefined) return betweenNumbers[between] ?? ''
    if (after !== undefined) return afterNumber[after] ?? ''
    if (symbol !== undefined) return words[symbol] ?? ''
    return keycap ?? ''
  }

  function replacements(text: string, from: number, to: number): readonly Replacement[] {
    const found: Replacement[] = []
    // Two units further, because a search may look at what follows.
    const seen = text.slice(0, to + 2)
    search.lastIndex = from
    for (let match = search.exec(seen); match && match.index < to; match = search.exec(seen)) {
      const start = match.index
      const end = start + match[0].length
      if (end > to) break
      found.push({ from: start, to: end, said: spaced(said(match.groups ?? {}), text, start, end) })
    }
    return found
  }

  return { language, replacements }
}

/** A group, with or without a name, that matches any key of a table, the longest first. */
function choice(name: string, table: Readonly<Record<string, unknown>>, before = '', after = ''): string {
  const keys = Object.keys(table).filter(key => key !== '')
  if (keys.length === 0) return ''
  const escaped = keys.sort((a, b) => b.length - a.length).map(key => key.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'))
  return `${before}(${name ? `?<${name}>` : '?:'}${escaped.join('|')})${after}`
}

/** Words are set off from their neighbours; where something is left out, the words around it stay apart. */
function spaced(said: string, text: string, from: number, to: number): string {
  const touchesBefore = /[\p{L}\p{M}\p{N}\p{Pe}\p{Pf}%]$/u.test(text.slice(Math.max(0, from - 2), from))
  const touchesAfter = /^[\p{L}\p{N}\p{Ps}\p{Pi}$€£√]/u.test(text.slice(to, to + 2))
  if (said === '') return touchesBefore && touchesAfter ? ' ' : ''
  return `${touchesBefore ? ' ' : ''}${said}${touchesAfter ? ' ' : ''}`
}
