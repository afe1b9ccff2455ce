import type { TranscriptionEvent, TranscriptionEventOptions } from '@outloud/core'
import { describe, expect, test } from 'vitest'
import { hello, listening, written } from './listening.fixture.ts'

const stream = (text: string) => written(text, 'text/event-stream')
const data = (event: unknown) => `data: ${JSON.stringify(event)}\n\n`

const delta = { type: 'transcript.text.delta', delta: 'Hi' }
const done = { type: 'transcript.text.done', text: 'Hi there.', usage: { type: 'duration', seconds: 2 } }

/** What came before the end or the error, and the error. */
async function read(answer: () => Response, options: TranscriptionEventOptions = {}) {
  const { client, arrived } = listening([answer], { retry: { limit: 2 } })
  const events: TranscriptionEvent[] = []
  let error: unknown
  try {
    for await (const event of client.transcriptionEvents(hello, options)) events.push(event)
  } catch (caught) {
    error = caught
  }
  return { events, error, arrived }
}

const readDelta = { type: 'transcript.text.delta', delta: 'Hi', logprobs: undefined }
const readDone = { ...done, logprobs: undefined }

describe('events', () => {
  test('of each kind are typed, and come in order', async () => {
    const logprobs = [{ token: 'Hi', logprob: -0.5 }]
    const segment = { type: 'transcript.text.segment', id: 's1', speaker: 'A', start: 0, end: 1.5, text: 'Hi there.' }
    const usage = { type: 'tokens', input_tokens: 1, output_tokens: 2, total_tokens: 3 }
    const { events, error } = await read(
      stream(data({ ...delta, logprobs }) + data(segment) + data({ ...done, usage, logprobs })),
    )
    expect(error).toBeUndefined()
    expect(events).toEqual([
      { ...readDelta, logprobs },
      segment,
      {
        type: 'transcript.text.done',
        text: 'Hi there.',
        usage: {
          type: 'tokens',
          inputTokens: 1,
          outputTokens: 2,
          totalTokens: 3,
          audioTokens: undefined,
          textTokens: undefined,
        },
        logprobs,
      },
    ])
  })

  test('are asked for with every field but a format', async () => {
    const options: TranscriptionEventOptions = {
      model: 'gpt-4o-mini-transcribe',
      language: 'en',
      prompt: 'p',
      temperature: 0.5,
      include: ['logprobs'],
      chunkingStrategy: 'auto',
    }
    const { arrived } = await read(stream(data(done)), options)
    expect(arrived[0]!.url).toBe('http://speech.test/v1/audio/transcriptions')
    expect(Object.fromEntries(arrived[0]!.fields)).toEqual({
      model: 'gpt-4o-mini-transcribe',
      language: 'en',
      prompt: 'p',
      temperature: '0.5',
      response_format: 'json',
      'include[]': 'logprobs',
      chunking_strategy: 'auto',
      stream: 'true',
    })
  })

  test('may be named, of unknown kinds, comments and a mark at the end among them', async () => {
    const text = `\ufeff: welcome\n\nevent: transcript.text.delta\nid: 1\n${data(delta)}${data({ type: 'transcript.text.hum', level: 3 })}${data({ type: 'constructor' })}${data({})}retry: 10\n\n${data(done).replaceAll('\n', '\r\n')}data: [DONE]\n\n`
    const { events, error } = await read(stream(text))
    expect([events, error]).toEqual([[readDelta, readDone], undefined])
  })

  test('are whole wherever the bytes are cut', async () => {
    const bytes = new TextEncoder().encode(data({ ...delta, delta: 'Grüße 😀' }) + data(done))
    const cut = () =>
      new Response(
        new ReadableStream({
          start: pieces => {
            for (const byte of bytes) pieces.enqueue(Uint8Array.of(byte))
            pieces.close()
          },
        }),
        { headers: { 'content-type': 'text/event-stream' } },
      )
    const { events } = await read(cut)
    expect(events).toEqual([{ ...readDelta, delta: 'Grüße 😀' }, readDone])
  })

  test('of a model that does not stream are its end alone', async () => {
    const { events } = await read(() => Response.json({ text: 'Hi there.', usage: done.usage }))
    expect(events).toEqual([readDone])
  })

  test('end with `done`, and nothing is read behind it', async () => {
    let cancelled = false
    const open = () =>
      new Response(
        new ReadableStream({
          start: pieces => pieces.enqueue(new TextEncoder().encode(data(delta) + data(done) + data(delta))),
          cancel: () => {
            cancelled = true
          },
        }),
        { headers: { 'content-type': 'text/event-stream' } },
      )
    const { events } = await read(open)
    expect([events, cancelled]).toEqual([[readDelta, readDone], true])
  })

  test('are not asked for before they are iterated, and leaving them early lets go of the connection', async () => {
    let cancelled = false
    const open = () =>
      new Response(
        new ReadableStream({
          start: pieces => pieces.enqueue(new TextEncoder().encode(data(delta))),
          cancel: () => {
            cancelled = true
          },
        }),
        { headers: { 'content-type': 'text/event-stream' } },
      )
    const { client, arrived } = listening([open])
    const events = client.transcriptionEvents(hello)
    expect(arrived).toEqual([])
    for await (const event of events) {
      expect(event).toEqual(readDelta)
      break
    }
    expect([arrived.length, cancelled]).toEqual([1, true])
  })
})

describe('a stream that goes wrong ends in an error, after what was true', () => {
  const bad = 'InvalidResponseError'
  test.each<[string, string, number, object]>([
    ['ends before `done`', data(delta), 1, { name: bad, reason: 'truncated', retryable: true }],
    ['ends within an event', data(delta) + data(done).slice(0, -1), 1, { name: bad, reason: 'truncated' }],
    ['has no events', '', 0, { name: bad, reason: 'truncated' }],
    ['only says that it is over', 'data: [DONE]\n\n', 0, { name: bad, reason: 'truncated' }],
    ['has an event that is not JSON', `${data(delta)}data: {"type":\n\n`, 1, { name: bad, reason: 'schema' }],
    ['has an event without its text', data(delta) + data({ type: done.type }), 1, { name: bad, reason: 'schema' }],
    ['has a delta that is none', data({ ...delta, delta: 7 }), 0, { name: bad, reason: 'schema' }],
    ['is a page', '<!doctype html>', 0, { name: bad, reason: 'truncated' }],
    [
      'tells an error',
      data(delta) + data({ type: 'error', error: { message: 'No\u001b[31m GPU', code: 'gpu', type: 'server_error' } }),
      1,
      {
        name: 'APIError',
        status: 200,
        code: 'gpu',
        type: 'server_error',
        message: 'The server broke off: No [31m GPU',
      },
    ],
    [
      'tells an error as others do',
      data({ error: 'overloaded' }),
      0,
      { name: 'APIError', message: 'The server broke off: overloaded', retryable: false },
    ],
    [
      'tells an error with the key in it',
      data({ type: 'error', error: { message: 'bad sk-secret.0-1_2' } }),
      0,
      { name: 'APIError', message: 'The server broke off: bad [key]', body: expect.not.stringContaining('secret') },
    ],
    [
      'tells nothing of its error',
      data({ type: 'error' }),
      0,
      { name: 'APIError', message: 'The server broke off: it gave no reason' },
    ],
  ])('%s', async (_, text, before, problem) => {
    const { events, error, arrived } = await read(stream(text))
    expect(events).toEqual(Array(before).fill(readDelta))
    expect(error).toMatchObject({ attempts: 1, ...problem })
    expect(arrived).toHaveLength(1)
  })

  test('breaks', async () => {
    const broken = () => {
      const pieces = [new TextEncoder().encode(data(delta))]
      const pull = (stream: ReadableStreamDefaultController) => {
        const piece = pieces.shift()
        if (piece === undefined) stream.error(new TypeError('terminated'))
        else stream.enqueue(piece)
      }
      const headers = { 'content-type': 'text/event-stream' }
      return new Response(new ReadableStream({ pull }, { highWaterMark: 0 }), { headers })
    }
    const { events, error, arrived } = await read(broken)
    expect(events).toEqual([readDelta])
    expect(error).toMatchObject({ name: 'NetworkError', attempts: 1 })
    expect(arrived).toHaveLength(1)
  })

  test('is JSON that is no transcript, or a page that says so', async () => {
    expect((await read(() => Response.json({ error: 'no' }))).error).toMatchObject({ name: bad, reason: 'schema' })
    expect((await read(written('<html>', 'text/html'))).error).toMatchObject({ name: bad, reason: 'html' })
  })
})

test('cancelling gives the reason, while it waits for the next event', async () => {
  const open = () =>
    new Response(new ReadableStream({ start: pieces => pieces.enqueue(new TextEncoder().encode(data(delta))) }), {
      headers: { 'content-type': 'text/event-stream' },
    })
  const stop = new AbortController()
  const events = listening([open]).client.transcriptionEvents(hello, { signal: stop.signal })
  await events.next()
  const next = events.next()
  stop.abort('enough')
  await expect(next).rejects.toBe('enough')
})

test.each<[object, string]>([
  [{ language: 'English' }, 'language'],
  [{ include: 'logprobs' }, 'include'],
  [{ temperature: 3 }, 'temperature'],
])('bad options reject the first step: %j', async (options, name) => {
  const { client, arrived } = listening()
  await expect(client.transcriptionEvents(hello, options).next()).rejects.toThrow(new RegExp(`^${name}: expected`))
  expect(arrived).toEqual([])
})
