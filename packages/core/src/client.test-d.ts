import {
  type Bytes,
  type Cue,
  createSpeechClient,
  isSpeechError,
  type Model,
  type Plan,
  type Speech,
  type SpeechPart,
} from '@outloud/core'
import { expectTypeOf } from 'vitest'

const client = createSpeechClient({ apiKey: async () => 'key', retry: false, timeout: 5_000, limit: { patience: 0 } })

// Any source of text is one text, and options are optional.
expectTypeOf(client.synthesize('Hi.')).toEqualTypeOf<Speech>()
client.synthesize(['Hi', '.'])
client.synthesize(
  (async function* () {
    yield 'Hi.'
  })(),
  { voice: { id: 'mine' }, silence: { sentence: 1 }, speed: undefined },
)
client.synthesize(new ReadableStream<string>())
// @ts-expect-error: bytes are not text
client.synthesize(new Uint8Array(1))
// @ts-expect-error: a format is one of six
client.synthesize('Hi.', { format: 'ogg' })

// A speech has the shape of a Blob and gives bytes that own their buffer.
const speech = client.synthesize('Hi.')
expectTypeOf(speech.bytes()).resolves.toEqualTypeOf<Bytes>()
expectTypeOf(speech.stream()).toEqualTypeOf<ReadableStream<Bytes>>()
expectTypeOf(speech.blob()).resolves.toEqualTypeOf<Blob>()
expectTypeOf(speech.cues()).resolves.toEqualTypeOf<readonly Cue[]>()
expectTypeOf(speech.parts()).toExtend<AsyncIterable<SpeechPart>>()
expectTypeOf(client.plan('Hi.')).resolves.toEqualTypeOf<Plan>()
expectTypeOf(client.models()).resolves.toEqualTypeOf<readonly Model[]>()

// The name tells the class, and with it what is there.
const error: unknown = undefined
if (isSpeechError(error)) {
  expectTypeOf(error.retryable).toEqualTypeOf<boolean>()
  if (error.name === 'APIError') expectTypeOf(error.status).toEqualTypeOf<number>()
  if (error.name === 'TimeoutError')
    expectTypeOf(error.phase).toEqualTypeOf<'firstByte' | 'idle' | 'attempt' | 'total'>()
  // @ts-expect-error: not every error has a status
  error.status
}

// Functions can be passed around.
const { synthesize, extend } = client
expectTypeOf(extend({ baseURL: '/api/speech' }).synthesize).toEqualTypeOf(synthesize)
