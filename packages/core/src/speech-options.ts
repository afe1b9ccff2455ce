import { invalidOption } from './errors.ts'
import { numberWithin, oneOf, wholeNumberFrom } from './fields.ts'
import { type AudioFormat, audioFormats } from './format.ts'
import { checkOptions, speechFields, type VoiceOptions } from './request.ts'
import type { Encode } from './speech.ts'
import type { SpeechFields } from './speech-schema.ts'
import type { TextSource } from './text/segment.ts'
import type { Speakable } from './text/spoken.ts'

/** Silence in seconds, where answers are joined as samples: with `pcm`, `wav`, or a client with `encode`. */
export interface Silence {
  /** Between sentences; each is then a request of its own. @default 0 */
  readonly sentence?: number | undefined
  /** Between paragraphs; each then begins a request. @default what `sentence` is */
  readonly paragraph?: number | undefined
}

/** How to speak a text, and how to ask for it. */
export interface SpeechOptions extends VoiceOptions {
  /** Stops everything; the speech then rejects with `signal.reason`. */
  readonly signal?: AbortSignal | undefined
  /** Further request headers. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Requests under way at once. @default 4 */
  readonly concurrency?: number | undefined
  /** Segments that are started or held before they are read. @default twice `concurrency` */
  readonly lookahead?: number | undefined
  /** Bytes of audio that are held before they are read; with 0, the server sends as fast as that. @default 33_554_432 */
  readonly heldBytes?: number | undefined
  /** The most that goes into one request, in UTF-16 units; 2 or more. @default 4096 */
  readonly maxLength?: number | undefined
  /** BCP 47 tag of the text's language, which decides where its sentences end. */
  readonly locale?: string | undefined
  /**
   * `file` cuts a text as evenly as its sentences allow; `live` begins with the first clause and lets segments grow.
   * @default 'file' for a string, 'live' for a text that comes in pieces
   */
  readonly pace?: 'file' | 'live' | undefined
  readonly silence?: Silence | undefined
  /** Turns what is written into what is said, such as `speakable()` of `@outloud/core/speakable`. */
  readonly speakable?: Speakable | undefined
}

/** Audio held ahead of the reader unless told otherwise, in bytes: eleven minutes of samples. */
const mostHeld = 32 * 1024 * 1024

/** The options of one speech with every default applied. */
export interface SpeechSettings {
  /** The body of each request but for its text, in the format that segments are asked for in. */
  readonly request: SpeechFields
  /** The format of the whole. */
  readonly format: AudioFormat
  /** Whether the text may become more than one request, so that answers have to be joined. */
  readonly several: boolean
  /** What makes the file, where joining does not. */
  readonly encode: Encode | undefined
  readonly headers: Readonly<Record<string, string>> | undefined
  readonly concurrency: number
  readonly lookahead: number
  readonly heldBytes: number
  readonly maxLength: number
  readonly locale: string | undefined
  readonly pace: 'file' | 'live'
  readonly silence: { readonly sentence: number; readonly paragraph: number }
  readonly speakable: Speakable | undefined
}

/**
 * Everything that can be refused is refused here, before anything is sent.
 * @throws `InvalidRequestError`
 */
export function resolveSpeech(text: TextSource, options: SpeechOptions, encode: Encode | undefined): SpeechSettings {
  const { headers, concurrency = 4, lookahead = 2 * concurrency, maxLength = 4_096, locale, speakable } = options
  const {
    heldBytes = mostHeld,
    pace = typeof text === 'string' ? 'file' : 'live',
    silence: { sentence = 0, paragraph = sentence } = {},
  } = options
  if (typeof text === 'string' && text.trim() === '') throw invalidOption('text', 'a text that is not blank', text)
  checkOptions('', { pace }, "'file' or 'live'", oneOf(['file', 'live']))
  checkOptions('', { concurrency, lookahead }, 'a whole number from 1', wholeNumberFrom(1))
  // A character may be two of them.
  checkOptions('', { maxLength }, 'a whole number from 2', wholeNumberFrom(2))
  checkOptions('', { heldBytes }, 'a whole number from 0', wholeNumberFrom(0))
  checkOptions('silence.', { sentence, paragraph }, 'seconds from 0 to 60', numberWithin(0, 60))

  const request = speechFields(options)
  const format = request.response_format
  const pauses = sentence > 0 || paragraph > 0
  // A text within the limit is one request, unless something else asks for more.
  const single =
    typeof text === 'string' && pace === 'file' && text.length <= maxLength && !pauses && speakable === undefined
  const joining = audioFormats[format].joining
  const remedy = 'or pass `encode: createEncode()` of @outloud/encode to createSpeechClient'
  if (encode === undefined && !single && joining === 'encode') {
    throw invalidOption('format', `mp3, aac, wav or pcm for a text of more than one segment, ${remedy}`, format)
  }
  if (encode === undefined && pauses && joining !== 'samples') {
    throw invalidOption('format', `wav or pcm with \`silence\`, ${remedy}`, format)
  }
  const encoded = encode !== undefined && !single && format !== 'pcm'
  return {
    request: encoded ? { ...request, response_format: 'pcm' } : request,
    format,
    several: !single,
    encode: encoded ? encode : undefined,
    headers,
    concurrency,
    lookahead,
    heldBytes,
    maxLength,
    locale,
    pace,
    silence: { sentence, paragraph },
    speakable,
  }
}
