import { isSpeechError } from './errors.ts'
import type { Bytes } from './format.ts'
import { invalidOption, speechRequest, type VoiceOptions } from './request.ts'
import { createSpeech, type Speech } from './speech.ts'
import type { Answer, Call, Send, Transport } from './transport/fetch.ts'

/** How to speak a text, and how to ask for it. */
export interface SpeechOptions extends VoiceOptions {
  /** Stops everything; the speech then rejects with `signal.reason`. */
  readonly signal?: AbortSignal | undefined
  /** Further request headers. */
  readonly headers?: Readonly<Record<string, string>> | undefined
}

/** What one model takes in one request, in UTF-16 units (PROTOCOL.md, POST /audio/speech). */
const longestInput = 4_096

/** A text to speech. */
export function synthesize(transport: Transport, text: string, options: SpeechOptions): Speech {
  const request = speechRequest(text, options)
  if (text.trim() === '') throw invalidOption('text', 'a text that is not blank', text)
  if (text.length > longestInput) throw invalidOption('text', `at most ${longestInput} characters`, text)
  const call = {
    url: `${transport.baseURL}/audio/speech`,
    method: 'POST',
    headers: { ...transport.headers, ...options.headers, ...speechHeaders },
    body: JSON.stringify(request),
    expect: request.response_format,
  } as const
  return createSpeech(request.response_format, options.signal, ({ signal, whole }) =>
    read(transport.send, { ...call, signal, attempts: transport.attempts() }, whole),
  )
}

// A compressed body has a length that says nothing about the audio in it.
const speechHeaders = { 'content-type': 'application/json', 'accept-encoding': 'identity' } as const

/** One answer's bytes. While none was handed out, a body that breaks is asked for again from the same budget. */
async function* read(send: Send, call: Call, whole: boolean): AsyncGenerator<Bytes, void> {
  for (;;) {
    let handedOut = false
    try {
      const chunks = chunksOf(await send(call))
      for await (const bytes of whole ? await collected(chunks) : chunks) {
        handedOut = true
        yield bytes
      }
      return
    } catch (error) {
      if (isSpeechError(error)) error.attempts = call.attempts.sent
      if (handedOut) throw error
      await call.attempts.again(error, call.signal)
    }
  }
}

async function collected(chunks: AsyncIterable<Bytes>): Promise<readonly Bytes[]> {
  const all: Bytes[] = []
  for await (const bytes of chunks) all.push(bytes)
  return all
}

async function* chunksOf(answer: Answer): AsyncGenerator<Bytes, void> {
  try {
    for (let bytes = await answer.read(); bytes !== undefined; bytes = await answer.read()) yield bytes
  } finally {
    await answer.cancel()
  }
}
