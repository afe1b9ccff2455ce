import { createSpeechClient, type Speech, type SpeechClient } from '@outloud/core'
import { flite } from '../engine/flite.ts'

/** A speech server on the reader's own machine, which is all that the page's policy lets it ask. */
export function parseAddress(address: string): string | undefined {
  const url = URL.canParse(address) ? new URL(address) : undefined
  return url?.protocol === 'http:' && url.hostname === '127.0.0.1' ? url.href.replace(/\/+$/, '') : undefined
}

/** A client of whichever server was chosen, that remembers its last speech, so that its captions can be asked for. */
export interface Remembering extends Pick<SpeechClient, 'synthesize'> {
  /** Asks this server from now on; `undefined` is the embedded engine. */
  ask(baseURL: string | undefined): void
  last(): Speech | undefined
}

export function createRemembering(): Remembering {
  let client = flite.client
  let last: Speech | undefined
  return {
    synthesize: (text, options) => {
      last = client.synthesize(text, options)
      return last
    },
    ask: baseURL => {
      // A header less that a server has to allow to pages of other origins.
      client = baseURL === undefined ? flite.client : createSpeechClient({ baseURL, idempotencyKey: false })
    },
    last: () => last,
  }
}
