// Code of a user, held against the declarations that are published, once with a page's types and once with Node's.
import {
  type AudioFormat,
  type Bytes,
  createSpeechClient,
  createSpeechTransform,
  type Fetch,
  isSpeechError,
  observe,
  type Recording,
  type Speech,
  type Transcript,
} from '@outloud/core'
import { speechRequestSchema } from '@outloud/core/schema'

const traced: Fetch = async (url, init) => {
  const headers = new Headers(init.headers)
  headers.set('x-trace', '1')
  return fetch(url, { ...init, headers })
}

const client = createSpeechClient({
  apiKey: async () => 'key',
  fetch: traced,
  interceptors: [next => (url, init) => next(url, init), observe(event => console.log(event.type))],
  timeout: { firstByte: 10_000 },
})

const format: AudioFormat = 'mp3'
const speech: Speech = client.synthesize('Hello.', { format, signal: AbortSignal.timeout(1_000) })

export const bytes: Promise<Bytes> = speech.bytes()
export const response = new Response(speech.stream(), { headers: { 'content-type': speech.type } })
export const blob: Promise<Blob> = client.extend({ fetch }).synthesize('Hello.').blob()

export const piped: ReadableStream<Bytes> = new Blob(['Hello.'])
  .stream()
  .pipeThrough(new TextDecoderStream())
  .pipeThrough(createSpeechTransform({ client, streamFormat: 'sse' }))

const recording: Recording = new File([], 'hello.mp3')
export const transcript: Promise<Transcript> = client.transcribe(recording, { language: 'en' })
export const captions: Promise<string> = client.translate({ data: new Uint8Array(1), name: 'a.wav' }, { format: 'vtt' })

export async function hear(): Promise<string> {
  for await (const event of client.transcriptionEvents(recording)) {
    if (event.type === 'transcript.text.done') return event.text
  }
  return ''
}

export async function read(): Promise<number> {
  let length = 0
  try {
    for await (const chunk of client.synthesize('Hello.')) length += chunk.byteLength
  } catch (error) {
    if (isSpeechError(error) && error.name === 'APIError') return error.status
    throw error
  }
  return length
}

const checked = speechRequestSchema['~standard'].validate({ input: 'Hello.' })
export const voice = 'value' in checked ? checked.value.voice : checked.issues[0]?.message
