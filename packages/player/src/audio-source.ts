import { type AudioFormat, audioFormats, createSpeechClient, InvalidRequestError } from '@outloud/core'
import type { Coming, Source } from './source.ts'

/** Audio that nobody has asked us for, as the one answer that it is. */
export function createAudioSource(audio: Blob | Response): Source {
  const type = 'body' in audio ? audio.headers.get('content-type') : audio.type
  const format = formatOf(type ?? '')
  return {
    text: '',
    format,
    key: () => undefined,
    answers: (_, signal) => judge(audio, format, signal),
    close: () => {
      if ('body' in audio && !audio.bodyUsed) void audio.body?.cancel().catch(() => {})
    },
  }
}

/** As servers label it: by its proper name or one that holds ours, such as `audio/x-wav`. */
function formatOf(type: string): AudioFormat {
  const bare = type.split(';', 1)[0]?.trim().toLowerCase() ?? ''
  const formats = Object.keys(audioFormats) as AudioFormat[]
  // The commonest for what has no label; core looks at the bytes, and says when it is something else.
  return formats.find(format => audioFormats[format].type === bare || bare.includes(format)) ?? 'mp3'
}

/**
 * Core judges it like any other.
 * @throws what core throws of an answer; `InvalidRequestError` for a `Response` that was read before.
 */
async function* judge(audio: Blob | Response, format: AudioFormat, signal: AbortSignal): AsyncGenerator<Coming, void> {
  const response = 'body' in audio ? audio : new Response(audio)
  if (response.bodyUsed) {
    throw new InvalidRequestError('text: expected a Response that nobody has read; ask for it again, or give a Blob')
  }
  const client = createSpeechClient({ fetch: async () => response, retry: false, limit: false })
  for await (const part of client.synthesize('-', { format, signal }).parts()) {
    yield { segment: { index: 0, text: '', start: 0, end: 0 }, part, isLast: () => true }
  }
}
