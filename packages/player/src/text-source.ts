import type { AudioFormat, SpeechClient, VoiceOptions } from '@outloud/core'
import type { Source } from './source.ts'
import type { Tape } from './tape.ts'

/** A text, asked for segment by segment. */
export const createTextSource = (
  text: Tape,
  client: Pick<SpeechClient, 'synthesize'>,
  format: AudioFormat,
  voice: Omit<VoiceOptions, 'format'>,
  pace: 'live' | 'file' = 'live',
): Source => ({
  get text() {
    return text.text
  },
  format,
  key: () => JSON.stringify([text.text, format, voice]),
  async *answers({ index, offset }, signal) {
    const request = { ...voice, format, pace, concurrency: 2, lookahead: 2, signal } as const
    const speech = client.synthesize(text.from(offset), request)
    const isLast = () => {
      const { segments, total } = speech.progress()
      return segments === total
    }
    for await (const part of speech.parts()) {
      const { segment } = part
      const place = { index: segment.index + index, start: segment.start + offset, end: segment.end + offset }
      yield { segment: { ...segment, ...place }, part, isLast }
    }
  },
  close: () => text.close(),
})
