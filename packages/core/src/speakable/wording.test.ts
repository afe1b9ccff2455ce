import { describe, expect, test } from 'vitest'
import { said } from './said.fixture.ts'
import { speakable } from './speakable.ts'

describe('symbols become words', () => {
  test.each([
    ['x & y, R&D', 'x and y, R and D'],
    ['Settings → General->Sound', 'Settings to General to Sound'],
    ['3×4, 3 × 4 and 3*4', '3 times 4, 3 times 4 and 3 times 4'],
    ['2*3*4 and 2**8', '2 times 3 times 4 and 2 to the power of 8'],
    ['n ≤ 5, ≈5, ~5, ~ 5', 'n less than or equal to 5, about 5, about 5, about 5'],
    ['20°C or 68 °F, 90°', '20 degrees Celsius or 68 degrees Fahrenheit, 90 degrees'],
    ['5 m², x^2', '5 m squared, x to the power of 2'],
    ['1–10, $5–$10, pages 3–4', '1 to 10, $5 to $10, pages 3 to 4'],
    ['#1 but C#1 and # 1', 'number 1 but C#1 and number 1'],
    ['p < 0.05 > 3', 'p less than 0.05 more than 3'],
    ['½ cup, 1½ cups', 'one half cup, 1 and a half cups'],
    ['50%, $5, @ada, a + b = c, a/b', '50%, $5, @ada, a + b = c, a/b'],
    ['a — b – c … “d” ‘e’', 'a — b – c … “d” ‘e’'],
  ])('%j', (text, spoken) => expect(said(text)).toBe(spoken))
})

describe('amounts of money', () => {
  test.each([
    ['€5', '5 euros'],
    ['€1', '1 euro'],
    ['€1,200.50.', '1,200.50 euros.'],
    ['£ 3 and 5 €', '3 pounds and 5 euros'],
    ['€5 million', '5 million euros'],
    ['€5k', 'euros 5k'],
  ])('%j', (text, spoken) => expect(said(text)).toBe(spoken))
})

describe('emoji', () => {
  test.each([
    ['Done 🎉!', 'Done!'],
    ['Hi 😊 there', 'Hi there'],
    ['a😀b', 'a b'],
    ['Family 👩‍👩‍👧 👍🏽 🇫🇷 ❤️ ☀', 'Family'],
    ['1️⃣ first', '1 first'],
    ['© ™ ① ❶', '© ™ ① ❶'],
  ])('are left out: %j', (text, spoken) => expect(said(text)).toBe(spoken))

  test('are kept for an engine that names them', () => {
    const text = 'Done 🎉 1️⃣ 👩‍👩‍👧'
    expect(said(text, { emoji: 'keep' })).toBe(text)
  })
})

describe('options', () => {
  const code = 'Run:\n\n```sh\nls -l\ncd\n```\n\nDone'

  test.each([
    ['announce', 'Run:\n\nCode block.\n\n\nDone'],
    ['skip', 'Run:\n\n\n\nDone'],
    ['read', 'Run:\n\nls -l\ncd\n\n\nDone'],
  ] as const)('code: %j', (option, spoken) => expect(said(code, { code: option })).toBe(spoken))

  test('symbols are added and replaced, among them emoji', () => {
    const symbols = { '→': 'becomes', '🎉': 'hooray', '&': '&', '(c)': '', '': 'never' }
    expect(said('a → b & c 🎉 (c) 😊 × 2', { symbols })).toBe('a becomes b & c hooray  times 2')
  })

  test.each([
    ['de', '5 × 3 & €1', '5 mal 3 und 1 Euro'],
    ['de-AT', '5 ≤ 6', '5 kleiner oder gleich 6'],
    ['fr_CA', '20 °C & $5', '20 degrés Celsius et 5 dollars'],
    ['ES', '1–10', '1 a 10'],
    ['ja', '5 × 3 & €1 🎉', '5 × 3 & €1'],
  ])('locale: %j', (locale, text, spoken) => expect(said(text, { locale })).toBe(spoken))

  test('a language without words passes over code in silence', () => {
    expect(said(code, { locale: 'ja' })).toBe(said(code, { code: 'skip' }))
  })

  test('a value that is none is an error that names the option', () => {
    expect(() => speakable({ code: 'aloud' as 'read' })).toThrow(
      "code: expected one of 'skip', 'announce', 'read', got 'aloud'",
    )
    expect(() => speakable({ locale: 'xx_!' })).toThrow('locale: expected a BCP 47 tag such as en or de-CH, got "xx_!"')
    expect(() => speakable({ emoji: 'name' as 'keep' })).toThrow(
      expect.objectContaining({ name: 'InvalidRequestError' }),
    )
  })
})
