// As `core-fetch`, over the pool of connections.
import { createSpeechClient } from '@outloud/core'
import { createPooledFetch } from '@outloud/node-stream'
import { apiKey } from './request.mjs'

export function create({ baseURL }) {
  const client = createSpeechClient({ baseURL, apiKey, fetch: createPooledFetch() })
  return {
    bytes: (text, signal) => client.synthesize(text, { signal }).bytes(),
    stream: (text, signal) => client.synthesize(text, { signal }),
  }
}
