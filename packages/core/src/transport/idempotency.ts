import type { Layer } from './fetch.ts'

/** Says with every attempt which call it belongs to. A header of the caller's own stays. */
export const identify: Layer = next => async call => {
  const said = Object.keys(call.headers).some(name => name.toLowerCase() === 'idempotency-key')
  if (call.method !== 'POST' || said) return next(call)
  call.attempts.id ??= randomId()
  return next({ ...call, headers: { ...call.headers, 'idempotency-key': call.attempts.id } })
}

/** Nobody else's. An insecure origin has random values, but no `randomUUID`. */
const randomId = (): string =>
  crypto.randomUUID?.() ??
  Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, '0')).join('')
