import type { Call } from './fetch.ts'

/** Headers that hold what nobody else may know. */
const secretHeader = /auth|key|token|cookie/i

/** So many characters in a row give a key away. A text of fewer is found in words that have nothing to do with it. */
const telling = 8

/** Takes out of a server's words what they repeat of a request: keys, whole or in part, and the text to be spoken. */
export function scrubber({ headers, body }: Call): (words: string) => string {
  const keys = Object.entries(headers)
    .filter(([name]) => secretHeader.test(name))
    .flatMap(([, value]) => spellings(value.replace(/^Bearer /i, '')))
  const texts = spellings(textOf(body)).filter(text => text.length >= telling)
  // What is longest comes first, so that a whole key leaves no rest.
  const secrets = [...texts, ...keys, ...keys.flatMap(pieces)].map(secret => secret.replace(/\W/g, '\\$&'))
  const pattern = new RegExp(`(?:${secrets.join('|')})+`, 'g')
  return words => (secrets.length === 0 ? words : words.replace(pattern, '[hidden]'))
}

/** As it is, and as JSON may write it. */
function spellings(secret: string): readonly string[] {
  const quoted = JSON.stringify(secret).slice(1, -1)
  return secret === '' ? [] : [secret, quoted, quoted.replaceAll('/', '\\/')]
}

const pieces = (key: string): readonly string[] =>
  Array.from({ length: Math.max(0, key.length - telling + 1) }, (_, at) => key.slice(at, at + telling))

function textOf(body: Call['body']): string {
  try {
    return String(JSON.parse(String(body)).input)
  } catch {
    // An upload, or what an interceptor made of it.
    return ''
  }
}
