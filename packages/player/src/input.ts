import { type AudioFormat, audioFormats, type SpeechClient, type VoiceOptions } from '@outloud/core'
import type { SpeechInput } from './options.ts'
import type { Source } from './source.ts'
import type { Tape } from './tape.ts'

/** What `speak` was given, as what is to be heard. */
export function createSource(
  input: SpeechInput,
  format: AudioFormat,
  voice: Omit<VoiceOptions, 'format'>,
  client: Pick<SpeechClient, 'synthesize'>,
): Source {
  const textSource = (tape: Tape, pace: 'live' | 'file' = 'live'): Source => ({
    get text() {
      return tape.text
    },
    format,
    key: () => JSON.stringify([tape.text, format, voice]),
    async *answers({ index, offset }, signal) {
      const request = { ...voice, format, pace, concurrency: 2, lookahead: 2, signal } as const
      const speech = client.synthesize(tape.from(offset), request)
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
    close: () => tape.close(),
  })

  if (typeof input === 'string') {
    // What cannot be joined comes as one answer.
    const pace = audioFormats[format].joining === 'encode' ? 'file' : 'live'
    return textSource({ text: input, from: offset => input.slice(offset), close: () => {} }, pace)
  }
  // Most that is spoken is a text that is there, and needs none of this.
  return createLaterSource(format, async () => (await import('./other-source.ts')).createOtherSource(input, textSource))
}

/** A source whose code is loaded when it is to be heard. */
function createLaterSource(format: AudioFormat, load: () => Promise<Source>): Source {
  let loading: Promise<Source> | undefined
  let source: Source | undefined
  const loaded = async () => {
    loading ??= load()
    source = await loading
    return source
  }
  return {
    get text() {
      return source?.text ?? ''
    },
    format,
    key: () => source?.key(),
    async *answers(from, signal) {
      yield* (await loaded()).answers(from, signal)
    },
    close: () => {
      loaded().then(
        source => source.close(),
        () => {},
      )
    },
  }
}
