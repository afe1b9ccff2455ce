import { invalidOption } from '../errors.ts'

/**
 * The language of a BCP 47 tag, as its tables are called.
 * @throws `InvalidRequestError` for what is no tag, and would quietly be another language's text
 */
export function languageOf(locale: string): string {
  const [tag] = canonical(locale)
  if (tag === undefined) throw invalidOption('locale', 'a BCP 47 tag such as en or de-CH', locale)
  return tag.split('-', 1)[0] ?? ''
}

function canonical(locale: string): readonly string[] {
  try {
    // Other systems write fr_CA.
    return Intl.getCanonicalLocales(locale.replaceAll('_', '-'))
  } catch {
    // Nor is it one where it is no string at all.
    return []
  }
}
