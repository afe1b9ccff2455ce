import { type AudioFormat, audioFormats, createSpeechClient, isSpeechError } from '@outloud/core'
import { type RecordingFetch, recordFetch, replayFetch } from '@outloud/server/node'
import OpenAI, { RateLimitError, toFile } from 'openai'
import { describe, expect, test } from 'vitest'
import { key, realServer, recordings } from '../../../test/recordings.ts'

/** A real server and its recordings: the same work done twice, the second time when the server is gone. */
async function twice<T>(work: (fetch: RecordingFetch, baseURL: string, apiKey: string) => Promise<T>) {
  const { folder, names, text } = await recordings()
  const { baseURL, asked, close } = await realServer()
  const first = await work(recordFetch(folder), baseURL, key)
  const sent = asked()
  await close()
  const second = await work(replayFetch(folder), 'http://nowhere.test/some/v1', 'no-key')
  expect(asked()).toBe(sent)
  return { first, second, sent, files: (await names()).length, written: await text() }
}

describe("core's client hears from a recording what it heard from the server", () => {
  test.each(Object.keys(audioFormats) as AudioFormat[])('%s', async format => {
    const { first, second, sent } = await twice((fetch, baseURL, apiKey) =>
      createSpeechClient({ baseURL, apiKey, fetch }).synthesize('Hello there.', { format }).bytes(),
    )
    expect(sent).toBe(1)
    expect(first.length).toBeGreaterThan(500)
    expect(Buffer.compare(second, first)).toBe(0)
  })

  test('events, with marks and usage', async () => {
    const { first, second } = await twice(async (fetch, baseURL, apiKey) => {
      const client = createSpeechClient({ baseURL, apiKey, fetch })
      const speech = client.synthesize('Hello there.', { format: 'pcm', streamFormat: 'sse' })
      return { bytes: await speech.bytes(), cues: await speech.cues(), usage: await speech.usage() }
    })
    expect(first.usage).toBeDefined()
    expect(second).toEqual(first)
  })

  test('a text of many requests, each with a file of its own', async () => {
    const { first, second, sent, files } = await twice((fetch, baseURL, apiKey) =>
      createSpeechClient({ baseURL, apiKey, fetch })
        .synthesize('One sentence. Another one. A third.', { maxLength: 20 })
        .bytes(),
    )
    expect(sent).toBeGreaterThan(1)
    expect(files).toBe(sent)
    expect(Buffer.compare(second, first)).toBe(0)
  })

  test('what a recording says, and the models', async () => {
    const { first, second } = await twice(async (fetch, baseURL, apiKey) => {
      const client = createSpeechClient({ baseURL, apiKey, fetch })
      const audio = new File([new Uint8Array(4_000).fill(3)], 'call.mp3')
      const events = []
      for await (const event of client.transcriptionEvents(audio)) events.push(event)
      return [
        await client.transcribe(audio, { format: 'verbose_json', timestampGranularities: ['word', 'segment'] }),
        await client.transcribe(audio, { format: 'srt' }),
        await client.translate(audio),
        events,
        await client.models(),
      ]
    })
    expect(JSON.stringify(first)).toContain('everyone')
    expect(second).toEqual(first)
  })

  test('an error of the server, with what the server says of it', async () => {
    const { first, second, files } = await twice((fetch, baseURL, apiKey) =>
      createSpeechClient({ baseURL, apiKey, fetch })
        .synthesize('Hello.', { voice: 'nobody' })
        .bytes()
        .then(String, (error: unknown) =>
          isSpeechError(error) && error.name === 'APIError'
            ? [error.status, error.param, error.requestId, error.message]
            : error,
        ),
    )
    expect(first).toMatchObject([400, 'voice', expect.stringMatching(/^req_/), expect.any(String)])
    expect(second).toEqual(first)
    expect(files).toBe(1)
  })
})

describe('the openai package hears from a recording what it heard from the server', () => {
  const connect = (fetch: RecordingFetch, baseURL: string, apiKey: string) =>
    new OpenAI({ fetch, baseURL, apiKey, maxRetries: 0 })

  test('speech, in one piece and as events', async () => {
    const { first, second } = await twice(async (fetch, baseURL, apiKey) => {
      const { speech } = connect(fetch, baseURL, apiKey).audio
      const request = { model: 'tts-1', voice: 'alloy', input: 'Hello there.' } as const
      const whole = await speech.create({ ...request, response_format: 'wav' })
      const events = await speech.create({ ...request, response_format: 'pcm', stream_format: 'sse' })
      const [bytes, text] = await Promise.all([whole.arrayBuffer(), events.text()])
      return [whole.headers.get('content-type'), Buffer.from(bytes).toString('hex'), text]
    })
    expect(first[0]).toBe('audio/wav')
    expect(first[2]).toContain('speech.audio.done')
    expect(second).toEqual(first)
  })

  test('a transcription, plain and as events, and the models', async () => {
    const { first, second } = await twice(async (fetch, baseURL, apiKey) => {
      const client = connect(fetch, baseURL, apiKey)
      const file = await toFile(new Uint8Array(4_000).fill(3), 'call.mp3')
      const plain = await client.audio.transcriptions.create({ file, model: 'whisper-1' })
      const events = []
      const stream = await client.audio.transcriptions.create({ file, model: 'whisper-1', stream: true })
      for await (const event of stream) events.push(event)
      return [plain, events, (await client.models.list()).data]
    })
    expect(JSON.stringify(first)).toContain('everyone')
    expect(second).toEqual(first)
  })

  test('a 429 is the error of that name both times', async () => {
    const { folder } = await recordings()
    const { baseURL, close } = await realServer({ fail: {} })
    const request = { model: 'tts-1', voice: 'alloy', input: 'Hello.' } as const
    const asked = (fetch: RecordingFetch) =>
      connect(fetch, baseURL, key)
        .audio.speech.create(request, { headers: { 'x-fail': 'status=429' } })
        .catch((error: unknown) => error)
    const first = await asked(recordFetch(folder))
    await close()
    const second = await asked(replayFetch(folder))
    expect(first).toBeInstanceOf(RateLimitError)
    expect(second).toBeInstanceOf(RateLimitError)
    if (!(first instanceof RateLimitError && second instanceof RateLimitError)) throw first
    expect(second.headers.get('retry-after')).toBe('1')
    expect([second.message, second.requestID]).toEqual([first.message, first.requestID])
  })
})
