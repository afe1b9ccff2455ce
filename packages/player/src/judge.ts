import { type AudioFormat, createSpeechClient, InvalidRequestError } from '@outloud/core'
import type { Coming } from './input.ts'

/**
 * Audio that nobody has asked us for, as the one answer that it is: core judges it like any other.
 * @throws what core throws of an answer; `InvalidRequestError` for a `Response` that was read before.
 */
export async function* judge(
  audio: Blob | Response,
  format: AudioFormat,
  signal: AbortSignal,
): AsyncGenerator<Coming, void> {
  const response = 'body' in audio ? audio : new Response(audio)
  if (response.bodyUsed) {
    throw new InvalidRequestError('text: expected a Response that nobody has read; ask for it again, or give a Blob')
  }
  const client = createSpeechClient({ fetch: async () => response, retry: false, limit: false })
  for await (const part of client.synthesize('-', { format, signal }).parts()) {
    yield { segment: { index: 0, text: '', start: 0, end: 0 }, part }
  }
}
