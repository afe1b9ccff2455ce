import { getEventListeners } from 'node:events'
import { setImmediate } from 'node:timers/promises'
import type { SpeechClient } from '@outloud/core'
import type { FaultCase } from './case.ts'
import { exposed } from './secrets.ts'
import type { Seen } from './seen.ts'
import type { TimerWatch } from './timers.ts'

/** How the audio is read: all at once, or as it arrives. */
export type Mode = 'buffered' | 'streamed'

/** What must never be shown, and what every request has to carry. */
export const secrets = { key: 'sk-Vq7/xT2+mZp"9LdK4=wRb8Nc', text: 'Zwölf Boxkämpfer 7419' } as const

/** What a caller got of one call, and what the call left behind. */
export interface Received {
  /** `audio`, `abort` for the reason of the signal, or the name of what was thrown. */
  readonly outcome: string
  readonly error: unknown
  /** What was handed out. */
  readonly bytes: Buffer
  /** Milliseconds from the abort until the call had settled; `undefined` without an abort. */
  readonly settledIn: number | undefined
  /** Where the error, the speech or the client shows a secret. */
  readonly exposed: readonly string[]
  /** Listeners that are still on the caller's signal. */
  readonly listeners: number
  /** Timers that are still to fire. */
  readonly timers: number
}

export interface CallOptions {
  readonly client: Pick<SpeechClient, 'synthesize'>
  readonly mode: Mode
  readonly timers: TimerWatch
  /** Resolves once the server has seen what the abort waits for. */
  until(condition: (seen: Seen) => boolean): Promise<void>
}

/** Makes the call of a case, aborts it when the case says so, and waits until it has cleaned up, or plainly will not. */
export async function receive({ abort, format, streamFormat }: FaultCase, options: CallOptions): Promise<Received> {
  const { client, mode, timers, until } = options
  const controller = new AbortController()
  const reason = new Error('No longer wanted')
  const chunks: Uint8Array[] = []
  let settledAt = 0

  if (abort !== undefined && abort.when === undefined) controller.abort(reason)
  const { result, pending } = timers.track(() => {
    const speech = client.synthesize(secrets.text, { format, streamFormat, signal: controller.signal })
    const read = async () => {
      if (mode === 'buffered') chunks.push(await speech.bytes())
      else for await (const bytes of speech) chunks.push(bytes)
    }
    const settled = read().then(
      () => ({ outcome: 'audio', error: undefined }),
      (error: unknown) => ({ outcome: error === reason ? 'abort' : nameOf(error), error }),
    )
    return { speech, settled: settled.finally(() => (settledAt = performance.now())) }
  })
  let abortedAt = performance.now()
  if (abort?.when !== undefined) {
    await until(abort.when)
    // What the server has sent has then been read.
    await setImmediate()
    abortedAt = performance.now()
    controller.abort(reason)
  }
  const { outcome, error } = await result.settled

  const listeners = () => getEventListeners(controller.signal, 'abort').length
  for (let turn = 0; turn < 100 && listeners() + pending() > 0; turn++) await setImmediate()
  return {
    outcome,
    error,
    bytes: Buffer.concat(chunks),
    settledIn: abort === undefined ? undefined : settledAt - abortedAt,
    exposed: [error, result.speech, client].flatMap(value => exposed(value, secrets)),
    listeners: listeners(),
    timers: pending(),
  }
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : String(error))
