import { createSpeechClient, type PlanOptions, type Pricing } from '@outloud/core'
import { expect, test } from 'vitest'

const unknown: Pricing = {
  currency: undefined,
  input: undefined,
  output: undefined,
  perRequest: undefined,
  perSecond: undefined,
  ratio: undefined,
}

const client = createSpeechClient({
  fetch: () => {
    throw new Error('Nothing is sent')
  },
})
const planned = (text: string, pricing: Partial<Pricing> | undefined, options: PlanOptions = {}) =>
  client.plan(text, { ...options, pricing: { pricing: pricing && { ...unknown, ...pricing } } })

/** 300 characters, which are 20 s at 15 a second, and 75 tokens at 4 each. */
const text = 'Twelve more. '.repeat(24).slice(0, 300).trim().padEnd(300, 'x')

test.each<[string, Partial<Pricing>, number, boolean]>([
  ['by request', { currency: 'USD', perRequest: 0.02 }, 0.02, true],
  ['by request, with the ratio of the row', { currency: 'USD', perRequest: 0.02, ratio: 0.8 }, 0.016, true],
  [
    'by request where zeros stand for the rest',
    { currency: 'USD / M Tokens', perRequest: 0.02, perSecond: 0, input: 0 },
    0.02,
    true,
  ],
  ['by second', { currency: 'USD / second', perSecond: 0.001 }, 0.02, false],
  ['by a million characters', { currency: 'USD / M Characters', input: 15 }, 0.0045, true],
  ['by a million tokens', { currency: 'USD / M Tokens', input: 0.6, output: 12 }, (75 * 0.6 + 400 * 12) / 1e6, false],
  ['by tokens of the text alone', { currency: 'USD / 1M tokens', input: 15, output: 0, ratio: 0.5 }, 0.0005625, false],
  ['nothing', { currency: 'CNY', perRequest: 0, input: 0, output: 0 }, 0, true],
])('what costs %s', async (_, pricing, amount, exact) => {
  const { price, priceUnknown } = await planned(text, pricing)
  expect(price).toEqual({ amount: expect.closeTo(amount, 10), currency: pricing.currency!.slice(0, 3), exact })
  expect(priceUnknown).toBeUndefined()
})

test.each<[string, Partial<Pricing> | undefined, RegExp]>([
  ['no row', undefined, /no price/],
  ['a row of nothing', { currency: 'USD' }, /no price/],
  ['no currency', { perRequest: 1 }, /currency/],
  ['a currency that is none', { currency: 'per M Tokens', input: 1 }, /currency/],
  ['no unit', { currency: 'USD', input: 15, output: 0 }, /what its price is for/],
  ['no price for the text', { currency: 'USD / M Tokens', output: 12 }, /what the text costs/],
  ['no price for the audio', { currency: 'USD / M Tokens', input: 0.6 }, /what the audio costs/],
  ['two prices', { currency: 'USD', perRequest: 1, perSecond: 1 }, /several/],
])('with %s is unknown, and says why', async (_, pricing, why) => {
  const { price, priceUnknown } = await planned(text, pricing)
  expect(price).toBeUndefined()
  expect(priceUnknown).toMatch(why)
})

test('follows the requests, the speed, and how dense a script is', async () => {
  const perRequest = { currency: 'USD', perRequest: 1 }
  const { price, requests } = await planned('One is here. Two is here. Three is here.', perRequest, { maxLength: 15 })
  expect([price?.amount, requests.length]).toEqual([3, 3])
  const perSecond = { currency: 'USD', perSecond: 1 }
  expect((await planned(text, perSecond, { speed: 2 })).price?.amount).toBeCloseTo(10, 9)
  expect((await planned('こんにちは', perSecond)).price?.amount).toBeCloseTo(20 / 15, 9)
})

test('is not known where it was not asked for', async () => {
  expect(await client.plan('Hi.')).toMatchObject({ price: undefined, priceUnknown: 'No `pricing` was given' })
})

test('of a row of the catalogue', async () => {
  const row = { id: 'tts-x', pricing: { currency: 'USD', per_request: 0.01, per_second: null, ratio: 0.5 } }
  const listed = createSpeechClient({ fetch: async () => Response.json({ data: [row] }) })
  const [model] = await listed.models()
  expect((await listed.plan('Hi.', { pricing: model })).price).toEqual({ amount: 0.005, currency: 'USD', exact: true })
})
