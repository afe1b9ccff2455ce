import type { SpeechError } from '../errors.ts'
import type { PaceEstimate } from '../text/estimate.ts'
import type { Attempts, Send } from './fetch.ts'

/** The whole chain with what every call through it shares. */
export interface Transport {
  readonly send: Send
  readonly baseURL: string
  readonly headers: Readonly<Record<string, string>>
  /** Where live pace keeps what it learns; none where answers may come from a cache and timing must not decide. */
  readonly pace: { estimate?: PaceEstimate } | undefined
  /** A fresh budget for one call, which may be sent again after an error that `may` agrees to as well. */
  attempts(may?: (error: SpeechError) => boolean): Attempts
}
