// Everything on, as it comes: retries, limits, timeouts, checks, an idempotency key.
import { createSpeechClient } from '@outloud/core'
import { apiKey } from './request.mjs'

export function create({ baseURL }) {
  const client = createSpeechClient({ baseURL, apiKey })
  return {
    bytes: (text, signal) => client.synthesize(text, { signal }).bytes(),
    stream: (text, signal) => client.synthesize(text, { signal }),
  }
}
