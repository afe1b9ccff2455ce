import { type AudioFormat, audioFormats, type SpeechClient } from '@outloud/core'
import type { SpeakOptions, SpeechInput } from './options.ts'
import type { Source } from './source.ts'
import type { Tape } from './tape.ts'
import { createTextSource } from './text-source.ts'

/** What `speak` was given, as what is to be heard. */
export function createSource(
  input: SpeechInput,
  { mode, signal, metadata, format = 'auto', ...voice }: SpeakOptions,
  client: Pick<SpeechClient, 'synthesize'>,
  best: AudioFormat,
): Source {
  const chosen = format === 'auto' ? best : format
  const spoken = (text: Tape, pace?: 'file') => createTextSource(text, client, chosen, voice, pace)
  if (typeof input === 'string') {
    // What cannot be joined comes as one answer.
    const pace = audioFormats[chosen].joining === 'encode' ? 'file' : undefined
    return spoken({ text: input, from: offset => input.slice(offset), close: () => {} }, pace)
  }
  // Most that is spoken is a text that is there, and needs none of this.
  return createLaterSource(chosen, async () =>
    'arrayBuffer' in input
      ? (await import('./audio-source.ts')).createAudioSource(input)
      : spoken((await import('./tape.ts')).createTape(input)),
  )
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
