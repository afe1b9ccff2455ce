import type { Pricing } from './models.ts'

/** What something costs. */
export interface Price {
  readonly amount: number
  /** Such as `USD`. */
  readonly currency: string
  /** Whether it follows from the requests alone; else from seconds or tokens, which nobody can count beforehand. */
  readonly exact: boolean
}

/** What is to be paid for. */
export interface Work {
  readonly texts: readonly string[]
  readonly speed: number
}

/** How speech adds up: of no voice exactly, of most by and large. */
const speech = { charactersPerSecond: 15, charactersPerToken: 4, tokensPerSecond: 20 } as const

/** Scripts whose characters are said, and counted, as about four of others. */
const dense = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}]/gu

/** What work costs by a row of the catalogue, or why that cannot be said. Unknown is never free. */
export function priceOf(pricing: Pricing | undefined, work: Work): Price | string {
  if (pricing === undefined) return 'The catalogue has no price for the model'
  const { perRequest, perSecond, input, output, ratio = 1 } = pricing
  const currency = /^[A-Z]{3}\b/.exec(pricing.currency ?? '')?.[0]
  if (currency === undefined) return 'The catalogue does not say in which currency its price is'
  const price = (amount: number, exact: boolean): Price => ({ amount: amount * ratio, currency, exact })

  const charged = [perRequest, perSecond, input, output].filter(amount => amount !== undefined)
  if (charged.length === 0) return 'The catalogue has no price for the model'
  // A zero beside an amount is how some rows say that they are not charged that way.
  if (charged.every(amount => amount === 0)) return price(0, true)
  const { seconds, characters, tokens } = measure(work)
  if (perRequest) return perSecond ? 'The catalogue has several prices' : price(perRequest * work.texts.length, true)
  if (perSecond) return price(perSecond * seconds, false)

  const unit = /\/\s*(?:1\s*)?M(?:illion)?\s*(tokens|characters|chars)\b/i
    .exec(pricing.currency ?? '')?.[1]
    ?.toLowerCase()
  if (unit === undefined) return 'The catalogue does not say what its price is for'
  if (input === undefined) return 'The catalogue does not say what the text costs'
  if (unit !== 'tokens') return price((input * characters) / 1e6, true)
  if (output === undefined) return 'The catalogue does not say what the audio costs'
  return price((input * tokens + output * speech.tokensPerSecond * seconds) / 1e6, false)
}

function measure({ texts, speed }: Work) {
  const characters = texts.reduce((sum, text) => sum + text.length, 0)
  const weighed = texts.reduce((sum, text) => sum + 3 * (text.match(dense)?.length ?? 0), characters)
  return {
    characters,
    seconds: weighed / speech.charactersPerSecond / speed,
    tokens: weighed / speech.charactersPerToken,
  }
}
