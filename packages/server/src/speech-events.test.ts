import { type AudioFormat, audioFormats } from '@outloud/core'
import { createFliteEngine } from '@outloud/flite'
import { createSpeechServer, type Engine, type Mark } from '@outloud/server'
import { serve } from '@outloud/server/node'
import { collect, createToneEngine, toneOf } from '@outloud/testing'
import OpenAI from 'openai'
import { Stream } from 'openai/streaming'
import { afterAll, describe, expect, onTestFinished, test } from 'vitest'
import { deferred, errorOf, speechRequest } from '../test/requests.ts'

type SpeechEvent =
  | { type: 'speech.audio.delta'; audio: string }
  | { type: 'speech.audio.marks'; marks: Mark[] }
  | { type: 'speech.audio.done'; usage: { input_tokens: number; output_tokens: number; total_tokens: number } }
  | { type: 'speech.audio.error'; error: { message: string; type: string; code: string; param: string | null } }

const input = 'It was a bright cold day in April, and the clocks were striking thirteen.'

const eventsFrom = (text: string): SpeechEvent[] =>
  text
    .split('\n\n')
    .slice(0, -1)
    .map(event => JSON.parse(event.replace(/^data: /, '')))

const audioOf = (events: readonly SpeechEvent[]): Buffer =>
  Buffer.concat(
    events.flatMap(event => (event.type === 'speech.audio.delta' ? [Buffer.from(event.audio, 'base64')] : [])),
  )

const marksOf = (events: readonly SpeechEvent[]): Mark[] =>
  events.flatMap(event => (event.type === 'speech.audio.marks' ? event.marks : []))

describe('speech as events', () => {
  test.each(Object.keys(audioFormats) as AudioFormat[])('is the audio of %s, and then its usage', async format => {
    const server = createSpeechServer({ engine: createToneEngine() })
    const body = { input, response_format: format }
    const response = await server.fetch(speechRequest({ ...body, stream_format: 'sse' }))
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/event-stream'])
    const events = eventsFrom(await response.text())
    const { body: plain } = await server.fetch(speechRequest(body))
    expect(audioOf(events).equals(await collect(plain!))).toBe(true)
    expect(events.at(-1)).toEqual({
      type: 'speech.audio.done',
      // 73 characters of 20 ms each, in tokens of 50 ms.
      usage: { input_tokens: 73, output_tokens: 30, total_tokens: 103 },
    })
  })

  test('tells where each word is heard, before its audio comes', async () => {
    for (const format of Object.keys(audioFormats)) {
      const server = createSpeechServer({ engine: createToneEngine() })
      const body = { input, response_format: format, stream_format: 'sse', speed: 2 }
      const events = eventsFrom(await (await server.fetch(speechRequest(body))).text())
      const words = Array.from(input.matchAll(/\S+/g), ({ 0: word, index: start }) => {
        return { start, end: start + word.length, time: Math.round(start * 100) / 10_000 }
      })
      expect(marksOf(events)).toEqual(words)
      if (format !== 'pcm') continue
      let seconds = 0
      for (const event of events) {
        if (event.type === 'speech.audio.delta') seconds += Buffer.from(event.audio, 'base64').length / 48_000
        if (event.type === 'speech.audio.marks') {
          for (const { time } of event.marks) expect(time).toBeGreaterThanOrEqual(seconds - 1e-9)
        }
      }
    }
  })

  test('comes while it is made', async () => {
    const { resolve: open, promise: opened } = deferred()
    const engine = createToneEngine({ before: (_, index) => (index === 2 ? opened : undefined) })
    const request = speechRequest({ input, response_format: 'pcm', stream_format: 'sse' })
    const { body } = await createSpeechServer({ engine }).fetch(request)
    const reader = body!.getReader()
    const next = async () => eventsFrom(new TextDecoder().decode((await reader.read()).value))[0]?.type
    expect([await next(), await next()]).toEqual(['speech.audio.marks', 'speech.audio.delta'])
    open()
    reader.releaseLock()
    await collect(body!)
  })

  test('stops the engine when nobody reads it any more', async () => {
    const stopped = deferred()
    const tones = createToneEngine()
    const engine: Engine = {
      ...tones,
      speak: async function* (...call) {
        try {
          yield* tones.speak(...call)
        } finally {
          stopped.resolve()
        }
      },
    }
    const request = speechRequest({ input, response_format: 'pcm', stream_format: 'sse' })
    const { body } = await createSpeechServer({ engine }).fetch(request)
    const reader = body!.getReader()
    await reader.read()
    await reader.cancel()
    await stopped.promise
  })
})

describe('a failure', () => {
  const failing = (at: number): Engine =>
    createToneEngine({
      before: (_, index) => {
        if (index === at) throw new Error('a secret path: /root/voice.bin')
      },
    })
  const body = { input, response_format: 'pcm', stream_format: 'sse' }

  test('before the audio is an answer of its own', async () => {
    const response = await createSpeechServer({ engine: failing(0) }).fetch(speechRequest(body))
    expect(await errorOf(response)).toMatchObject({ status: 500, code: 'engine_failed' })
  })

  test('in the middle is an event, and breaks the stream', async () => {
    const told: unknown[] = []
    const server = createSpeechServer({ engine: failing(4), onError: error => told.push(error) })
    const response = await server.fetch(speechRequest(body))
    const id = response.headers.get('x-request-id')
    const texts: string[] = []
    const read = async () => {
      for await (const bytes of response.body!) texts.push(new TextDecoder().decode(bytes))
    }
    await expect(read()).rejects.toThrow('a secret path')
    const events = eventsFrom(texts.join(''))
    expect(events.at(-1)).toEqual({
      type: 'speech.audio.error',
      error: {
        message: `The engine failed to speak this text (request id: ${id})`,
        type: 'server_error',
        code: 'engine_failed',
        param: null,
      },
    })
    expect(audioOf(events).length).toBe(4 * 9_600)
    expect(told).toHaveLength(1)
  })

  test('of a server that closes is an event, and nobody’s error', async () => {
    const told: unknown[] = []
    const server = createSpeechServer({ engine: createToneEngine(), onError: error => told.push(error) })
    const response = await server.fetch(speechRequest(body))
    const reader = response.body!.getReader()
    // The words that come first, and their sound.
    await reader.read()
    await reader.read()
    await server.close()
    const { value } = await reader.read()
    expect(eventsFrom(new TextDecoder().decode(value))).toMatchObject([
      { type: 'speech.audio.error', error: { code: 'server_closed' } },
    ])
    await expect(reader.read()).rejects.toThrow('This server was closed')
    expect(told).toEqual([])
  })
})

describe('the openai package', () => {
  const flite = createFliteEngine({ workers: 1 })
  afterAll(() => flite.close())

  test('reads the events, and the sentences in them', async () => {
    const server = createSpeechServer({ engine: flite })
    const { url, close } = await serve(server)
    onTestFinished(() => close({ grace: 0 }))
    const client = new OpenAI({ apiKey: 'sk-local', baseURL: `${url}/v1`, maxRetries: 0 })
    const text = 'The clocks were striking thirteen. Nobody minded.'
    const response = await client.audio.speech.create({
      model: 'gpt-4o-mini-tts',
      voice: 'nova',
      input: text,
      response_format: 'pcm',
      stream_format: 'sse',
    })
    const events: SpeechEvent[] = []
    for await (const event of Stream.fromSSEResponse<SpeechEvent>(response, new AbortController())) events.push(event)
    const seconds = audioOf(events).length / 48_000
    expect(seconds).toBeGreaterThan(1)
    const marks = marksOf(events)
    expect(marks.map(({ start, end }) => text.slice(start, end))).toEqual([
      'The clocks were striking thirteen.',
      'Nobody minded.',
    ])
    expect(marks[0]!.time).toBe(0)
    expect(marks[1]!.time).toBeGreaterThan(seconds / 2)
    expect(marks[1]!.time).toBeLessThan(seconds)
    expect(events.at(-1)).toMatchObject({ type: 'speech.audio.done', usage: { input_tokens: text.length } })
  })

  test('without events hears the same', async () => {
    const server = createSpeechServer({ engine: createToneEngine() })
    const { body } = await server.fetch(speechRequest({ input, response_format: 'pcm', stream_format: 'audio' }))
    expect(new Int16Array((await collect(body!)).buffer)).toEqual(toneOf(input).samples)
  })
})
