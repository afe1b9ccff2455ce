import { createSpeechClient, type Speech, type SpeechClient } from '@outloud/core'
import { siteClient } from '../engine/client.ts'

/** A speech server on the reader's own machine, which is all that the page's policy lets it ask. */
export function parseAddress(address: string): string | undefined {
  const url = URL.canParse(address) ? new URL(address) : undefined
  return url?.protocol === 'http:' && url.hostname === '127.0.0.1' ? url.href.replace(/\/+$/, '') : undefined
}

/** A client that remembers the last speech, so that its captions can be asked for. */
export interface Remembering extends Pick<SpeechClient, 'synthesize'> {
  last(): Speech | undefined
}

/** The embedded engine, or whatever `address` gives at the time. */
export function createRemembering(address: () => string | undefined): Remembering {
  let last: Speech | undefined
  return {
    synthesize: (text, options) => {
      const baseURL = address()
      const client =
        baseURL === undefined
          ? siteClient
          : // A header less that a server has to allow to pages of other origins.
            createSpeechClient({ baseURL, idempotencyKey: false })
      last = client.synthesize(text, options)
      return last
    },
    last: () => last,
  }
}
