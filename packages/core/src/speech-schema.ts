import {
  field,
  like,
  looseObject,
  numberWithin,
  object,
  oneOf,
  type Schema,
  standard,
  text,
  textUpTo,
} from './fields.ts'
import { audioFormats } from './format.ts'

/** What a speech request says beside its text. */
export interface SpeechFields {
  readonly model: string
  readonly voice: string | { readonly id: string }
  readonly response_format: keyof typeof audioFormats
  readonly speed: number
  readonly instructions?: string | undefined
  readonly stream_format?: 'audio' | 'sse' | undefined
  /** What vendors add. */
  readonly [field: string]: unknown
}

/** The body of POST /audio/speech (PROTOCOL.md). `input` has no upper limit here: that differs by model and server. */
export interface SpeechRequest extends SpeechFields {
  readonly input: string
}

const formats = Object.keys(audioFormats) as (keyof typeof audioFormats)[]
const ownVoice = like(object({ id: field('a voice', text) }))

export const speechRequestSchema: Schema<SpeechRequest> = standard<SpeechRequest>(
  looseObject({
    model: field('the id of a model', text, { default: 'tts-1' }),
    input: field('a text that is not empty', text),
    voice: field<SpeechFields['voice']>(
      value => (typeof value === 'string' ? 'a voice' : 'the name of a voice, or { id }'),
      value => text(value) ?? ownVoice(value),
      { default: 'alloy' },
    ),
    response_format: field<keyof typeof audioFormats>(`one of ${formats.join(', ')}`, oneOf(formats), {
      default: 'mp3',
    }),
    speed: field('a number from 0.25 to 4', numberWithin(0.25, 4), { default: 1 }),
    instructions: field<string | undefined>('a text of at most 4096 characters', textUpTo(4_096), {
      default: undefined,
    }),
    stream_format: field<'audio' | 'sse' | undefined>("'audio' or 'sse'", oneOf(['audio', 'sse']), {
      default: undefined,
    }),
  }),
)
