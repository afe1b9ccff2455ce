import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sayable } from './sayable.ts'

describe('sayable', () => {
  it.each([
    ['Plain text, as it is.', 'Plain text, as it is.'],
    ['Café naïve Łódź straße', 'Cafe naive Lodz strasse'],
    ['“It’s” — ‘so’…', "\"It's\" -- 'so'..."],
    ['from £5.20 to €7.', 'from 5.20 pounds to 7 euros .'],
    ['1½ cups at 20 °C', '1 1/2 cups at 20 degrees C'],
    ['12 m² × 3', '12 m squared times 3'],
    ['2 < 3 and 4 >= 3', '2 is less than 3 and 4 is greater than 3'],
    ['ＦＵＬＬ ﬁt', 'FULL fit'],
    ['soft\u00ADhyphen zero\u200Bwidth', 'softhyphen zerowidth'],
    ['nul\0 bell\u0007 tab\t line\nend', 'nul bell tab line end'],
    ['half \ud83d a pair, 😀 whole', 'half a pair, whole'],
    ['We say 你好 there.', 'We say there.'],
  ])('says %j as %j', (text, said) => {
    expect(sayable(text)).toBe(said)
  })

  it.each(['', ' \n', '你好，世界', 'Привет', 'Αθήνα', 'مرحبا', '😀', '...', '--- *** ---', '\0', '<>'])(
    'finds nothing to say in %j',
    text => {
      expect(sayable(text)).toBeUndefined()
    },
  )

  it('yields one line of printable ASCII from any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), text => {
        expect(sayable(text) ?? 'a').toMatch(/^[\x21-\x7e]+( [\x21-\x7e]+)*$/)
      }),
    )
  })
})
