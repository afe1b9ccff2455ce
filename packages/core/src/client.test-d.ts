import {
  type Bytes,
  type Cue,
  createSpeechClient,
  createSpeechTransform,
  isSpeechError,
  type Mark,
  type Model,
  observe,
  type Plan,
  type Price,
  type Speech,
  type SpeechPart,
  type SpeechProgress,
  type TransportEvent,
  type Usage,
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
expectTypeOf<SpeechPart['marks']>().toEqualTypeOf<readonly Mark[] | undefined>()
expectTypeOf<SpeechPart['usage']>().toEqualTypeOf<Usage | undefined>()
expectTypeOf(client.plan('Hi.')).resolves.toEqualTypeOf<Plan>()
expectTypeOf(client.models()).resolves.toEqualTypeOf<readonly Model[]>()

expectTypeOf(speech.usage()).resolves.toEqualTypeOf<Usage | undefined>()
expectTypeOf(speech.progress()).toEqualTypeOf<SpeechProgress>()
client.synthesize('Hi.', { streamFormat: 'sse' })
// @ts-expect-error: audio travels as it is, or in events
client.synthesize('Hi.', { streamFormat: 'websocket' })

// A price is there, or a reason.
client.models({ task: 'speech' }).then(([pricing]) => client.plan('Hi.', { pricing }))
expectTypeOf<Plan['price']>().toEqualTypeOf<Price | undefined>()
// @ts-expect-error: a model is for speech or for transcription
client.models({ task: 'chat' })

// What is observed depends on its type, and fits both seams.
createSpeechClient({ interceptors: [observe(() => {})], fetch: observe(() => {})(fetch) })
observe(event => {
  expectTypeOf(event).toEqualTypeOf<TransportEvent>()
  if (event.type === 'finished') expectTypeOf(event.status).toEqualTypeOf<number>()
  // @ts-expect-error: before an answer there is no status
  if (event.type === 'started') event.status
})

expectTypeOf(new ReadableStream<string>().pipeThrough(createSpeechTransform({ client }))).toEqualTypeOf<
  ReadableStream<Bytes>
>()
// @ts-expect-error: bytes go through a TextDecoderStream first
new ReadableStream<Uint8Array>().pipeThrough(createSpeechTransform({ client }))

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
