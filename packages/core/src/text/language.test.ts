import { createSpeechClient } from '@outloud/core'
import { createSegmenter, segment, sentences } from '@outloud/core/text'
import { describe, expect, test } from 'vitest'

const expected = 'expected a BCP 47 tag such as en or de-CH'

describe('a locale', () => {
  test.each(['de-CH', 'DE', 'de_DE', 'deu', 'de-Latn-1996', 'de-u-co-phonebk'])(
    '%s has the rules of German',
    locale => {
      const text = 'Am 3. Mai kam er, d. h. sie. Dann ging er.'
      expect(Array.from(sentences(text, { locale }), sentence => sentence.text)).toEqual([
        'Am 3. Mai kam er, d. h. sie.',
        'Dann ging er.',
      ])
    },
  )

  test.each([
    ['xx_!', '"xx_!"'],
    ['', '""'],
    ['de-', '"de-"'],
    ['de_DE.UTF-8', '"de_DE.UTF-8"'],
    [5 as unknown as string, '5'],
    [null as unknown as string, 'null'],
    [['de'] as unknown as string, 'an array'],
  ])('that is %j is refused where a text is cut', async (locale, got) => {
    const refused = expect.objectContaining({
      name: 'InvalidRequestError',
      message: `locale: ${expected}, got ${got}`,
      issues: [{ path: ['locale'], message: `locale: ${expected}, got ${got}` }],
    })
    expect(() => createSegmenter({ locale })).toThrow(refused)
    expect(() => sentences('One. Two.', { locale }).next()).toThrow(refused)
    for (const pace of ['file', 'live'] as const) {
      await expect(segment('One. Two.', { locale, pace }).next()).rejects.toEqual(refused)
    }
    const client = createSpeechClient({ apiKey: 'key', fetch: () => Promise.reject(new Error('asked')) })
    await expect(client.synthesize('One. Two.', { locale, maxLength: 6 }).bytes()).rejects.toEqual(refused)
    await expect(client.plan('One. Two.', { locale, maxLength: 6 })).rejects.toEqual(refused)
  })
})
