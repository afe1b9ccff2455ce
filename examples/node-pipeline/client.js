import { createSpeechClient } from '@outloud/core'
import { createFliteEngine } from '@outloud/flite'
import { createPooledFetch, fileStore } from '@outloud/node-stream'
import { createSpeechServer } from '@outloud/server'

/** A client over CometAPI where there is a key, else over the embedded engine; close it when all is said. */
export function openClient() {
  const { COMETAPI_KEY: apiKey, COMETAPI_BASE_URL: baseURL } = process.env
  // What was spoken stays here, so that a run that died pays only for what is missing.
  const cache = fileStore('.speech')
  if (apiKey !== undefined) {
    const fetch = createPooledFetch()
    return { client: createSpeechClient({ apiKey, baseURL, fetch, cache }), close: () => fetch.close() }
  }
  const server = createSpeechServer({ engine: createFliteEngine() })
  const client = createSpeechClient({ fetch: (url, init) => server.fetch(new Request(url, init)), cache })
  return { client, close: () => server.close() }
}
