import { inspect } from 'node:util'

/** So many characters in a row are as good as the whole: enough of a key to find it in a log. */
const piece = 8

/**
 * Where a value shows a secret, or eight characters of it: in what a console, a log, a crash report or a handler makes of
 * it, down to its last cause. The secrets are given by name, and `where` says in which rendering each was found.
 */
export function exposed(value: unknown, secrets: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(renderings(value)).flatMap(([where, shown]) =>
    Object.entries(secrets)
      .filter(([, secret]) => piecesOf(secret).some(part => shown.includes(part)))
      .map(([name]) => `${name} in ${where}`),
  )
}

function renderings(value: unknown): Readonly<Record<string, string>> {
  const shown: Record<string, string> = {
    inspect: inspect(value, { depth: 8, maxStringLength: null, maxArrayLength: null }),
    JSON: JSON.stringify(value) ?? '',
    String: String(value),
  }
  let error = value
  for (let depth = 0; error instanceof Error; depth++, error = error.cause) {
    shown[`message of cause ${depth}`] = error.message
    shown[`stack of cause ${depth}`] = error.stack ?? ''
  }
  return shown
}

const piecesOf = (secret: string): readonly string[] =>
  Array.from({ length: Math.max(1, secret.length - piece + 1) }, (_, at) => secret.slice(at, at + piece))
