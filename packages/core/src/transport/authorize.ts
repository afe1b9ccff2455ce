import { InvalidRequestError } from '../errors.ts'
import type { Layer } from './fetch.ts'

/** A key, or what gives one: asked before every attempt, so that short-lived keys stay fresh. */
export type ApiKey = string | (() => string | Promise<string>)

/** Sends the key as a bearer token. It stands above `check`, which takes the token out of what servers echo. */
export const authorize =
  (apiKey: ApiKey): Layer =>
  next =>
  async call => {
    const key = checkKey(typeof apiKey === 'function' ? await apiKey() : apiKey)
    return next({ ...call, headers: { ...call.headers, authorization: `Bearer ${key}` } })
  }

/** @throws `InvalidRequestError` for a key that no header can carry. The message never shows it. */
export function checkKey(key: string): string {
  if (typeof key === 'string' && /^[\x21-\x7e]+$/.test(key)) return key
  const message = `apiKey: expected visible ASCII characters without spaces, got ${
    typeof key === 'string' ? `${key.length} characters with others among them` : typeof key
  }`
  throw new InvalidRequestError(message, { issues: [{ path: ['apiKey'], message }] })
}
