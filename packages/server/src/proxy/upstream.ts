import { type AudioFormat, type Bytes, createSpeechClient, type Mark, type SpeechPart, type Usage } from '@outloud/core'
import type { SpeechProxyOptions } from './options.ts'
import type { Wanted } from './wanted.ts'

/** A stretch of audio. */
interface Passage {
  readonly bytes: Bytes
  /** What the service has told since the last stretch of when the text is heard. */
  readonly marks: readonly Mark[]
}

/** A speech on its way through, whose first audio is there. The rest is asked for as it is read. */
export interface Passing {
  readonly format: AudioFormat
  /** Whether the service answers by events, as it was asked to. */
  readonly byEvents: boolean
  /** The next stretch, `undefined` once all is there and whole; the last may be marks alone. */
  next(): Promise<Passage | undefined>
  /** What the service counted, at the end. */
  usage(): Usage | undefined
  /** Aborted when nobody wants it any more, so that what failed then is no failure. */
  readonly signal: AbortSignal
  /** Hangs up on the service. */
  leave(reason: unknown): Promise<void>
}

/** The speech service, with the key that only this side knows. */
export interface Upstream {
  /** Waits for the first audio, so that what fails before it rejects here. */
  speak(
    wanted: Wanted,
    request: { readonly signal: AbortSignal; readonly idempotencyKey: string | undefined },
  ): Promise<Passing>
}

/** @throws `InvalidRequestError` that names the option. */
export function createUpstream({ baseURL, apiKey, fetch, timeout, retry = false }: SpeechProxyOptions): Upstream {
  // How much may be sent is counted by caller, and a 429 is passed on.
  const client = createSpeechClient({ baseURL, apiKey, fetch, timeout, retry, limit: false })
  return {
    speak: async ({ input, length: _, ...voice }, { signal: theirs, idempotencyKey }) => {
      const headers = idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }
      const hangUp = new AbortController()
      const signal = AbortSignal.any([theirs, hangUp.signal])
      // One request, whatever its length, and nothing read of the answer before somebody wants it.
      const once = { maxLength: Math.max(2, input.length), heldBytes: 0, headers, signal }
      let part: SpeechPart | undefined
      const passages = passagesOf(client.synthesize(input, { ...voice, ...once }).parts(), begun => {
        part = begun
      })
      let first = (await passages.next()).value ?? undefined
      return {
        format: voice.format,
        byEvents: part?.marks !== undefined,
        next: async () => {
          const passage = first ?? (await passages.next()).value ?? undefined
          first = undefined
          return passage
        },
        usage: () => part?.usage,
        signal,
        leave: async reason => {
          hangUp.abort(reason)
          await passages.return()
        },
      }
    },
  }
}

async function* passagesOf(
  parts: AsyncIterable<SpeechPart>,
  begin: (part: SpeechPart) => void,
): AsyncGenerator<Passage, void> {
  for await (const part of parts) {
    begin(part)
    let told = 0
    const marks = (): readonly Mark[] => {
      const news = part.marks?.slice(told) ?? []
      told += news.length
      // The service was sent the text without the space around it.
      const { start: from } = part.segment
      return news.map(({ start, end, time }) => ({ start: start + from, end: end + from, time }))
    }
    const reader = part.stream.getReader()
    for (let { value } = await reader.read(); value !== undefined; { value } = await reader.read()) {
      yield { bytes: value, marks: marks() }
    }
    const last = marks()
    if (last.length > 0) yield { bytes: new Uint8Array(), marks: last }
  }
}
