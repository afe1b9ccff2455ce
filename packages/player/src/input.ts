import {
  type AudioFormat,
  audioFormats,
  type Segment,
  type SpeechClient,
  type SpeechPart,
  type TextSource,
} from '@outloud/core'
import type { SpeakOptions, SpeechInput } from './options.ts'
import type { Tape } from './tape.ts'

/** What is to be heard, answer by answer. */
export interface Source {
  /** What of the text is known. */
  readonly text: string
  readonly format: AudioFormat
  /** What it is asked for by; `undefined` for audio that is asked for by nobody. */
  key(): string | undefined
  /** The answers from the one that begins at an offset into the text. */
  answers(from: { readonly index: number; readonly offset: number }, signal: AbortSignal): Answers
  /** Lets go of what the text comes from. */
  close(): void
}

/** An answer on its way, with what it speaks: offsets are into the whole text, wherever asking began. */
export interface Coming {
  readonly segment: Segment
  readonly part: Pick<SpeechPart, 'format' | 'stream' | 'marks'>
}

export interface Answers {
  parts(): AsyncGenerator<Coming, void>
  /** Whether what was read is known to be all. */
  over(): boolean
}

export function createSource(
  input: SpeechInput,
  options: SpeakOptions,
  client: Pick<SpeechClient, 'synthesize'>,
  best: AudioFormat,
): Source {
  if (typeof input !== 'string' && 'arrayBuffer' in input) return audioSource(input)
  const { mode, signal: _, metadata, format = 'auto', ...voice } = options
  const tape = tapeOf(input)
  const chosen = format === 'auto' ? best : format
  // What cannot be joined comes as one answer, where it can.
  const pace = audioFormats[chosen].joining === 'encode' && typeof input === 'string' ? 'file' : 'live'
  return {
    get text() {
      return tape.text
    },
    format: chosen,
    key: () => JSON.stringify([tape.text, chosen, voice]),
    answers: ({ index, offset }, signal) => {
      const request = { ...voice, format: chosen, pace, concurrency: 2, lookahead: 2, signal } as const
      const speech = client.synthesize(tape.from(offset), request)
      return {
        async *parts() {
          for await (const part of speech.parts()) {
            const { segment } = part
            const place = { index: segment.index + index, start: segment.start + offset, end: segment.end + offset }
            yield { segment: { ...segment, ...place }, part }
          }
        },
        over: () => {
          const { segments, total } = speech.progress()
          return segments === total
        },
      }
    },
    close: () => tape.close(),
  }
}

/** A text that is there needs no tape. */
function tapeOf(source: TextSource): Tape {
  if (typeof source === 'string') return { text: source, from: offset => source.slice(offset), close: () => {} }
  let tape: Tape | undefined
  let loading: Promise<Tape> | undefined
  let closed = false
  return {
    get text() {
      return tape?.text ?? ''
    },
    async *from(offset) {
      loading ??= import('./tape.ts').then(({ createTape }) => createTape(source))
      tape = await loading
      if (closed) tape.close()
      yield* tape.from(offset)
    },
    close: () => {
      closed = true
      tape?.close()
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

/** Audio that is there is one answer, and judged like any. */
function audioSource(audio: Blob | Response): Source {
  const type = 'body' in audio ? audio.headers.get('content-type') : audio.type
  const format = formatOf(type ?? '')
  return {
    text: '',
    format,
    key: () => undefined,
    answers: (_, signal) => ({
      async *parts() {
        // Loaded here, since most that is spoken is text.
        yield* (await import('./judge.ts')).judge(audio, format, signal)
      },
      over: () => true,
    }),
    close: () => {
      if ('body' in audio && !audio.bodyUsed) void audio.body?.cancel().catch(() => {})
    },
  }
}
