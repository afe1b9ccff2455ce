import { createSpeechClient, type Fetch } from '@outloud/core'
import { createSpeechServer } from '@outloud/server'
import { createToneEngine, tones } from '@outloud/testing'
import OpenAI from 'openai'
import { Stream } from 'openai/streaming'
import { describe, expect, test } from 'vitest'
import { answered, delta, done, event, half, marks, read, wanted } from '../../test/events.ts'
import { ask, key, page, proxied, spoken } from '../../test/proxies.ts'
import { errorOf } from '../../test/requests.ts'

describe('speech by events', () => {
  const embedded = createSpeechServer({ engine: createToneEngine(), apiKey: key })
  const direct: Fetch = (url, init) => embedded.fetch(new Request(url, init))

  test('reaches a page’s client with the time of each word', async () => {
    const { proxy } = proxied({ fetch: direct })
    const client = createSpeechClient({
      baseURL: `${page}/api/speech`,
      fetch: (url, init) => proxy.fetch(new Request(url, { ...init, headers: { ...init.headers, origin: page } })),
      defaults: { streamFormat: 'sse' },
    })
    const straight = createSpeechClient({ apiKey: key, fetch: direct, defaults: { streamFormat: 'sse' } })
    const text = 'It was a bright cold day in April, and the clocks were striking thirteen.'
    for (const format of ['mp3', 'wav', 'pcm'] as const) {
      const [proxied, known] = [client.synthesize(text, { format }), straight.synthesize(text, { format })]
      expect(await proxied.bytes()).toEqual(await known.bytes())
      const cues = await proxied.cues({ unit: 'word' })
      expect(cues).toEqual(await known.cues({ unit: 'word' }))
      expect(cues.map(({ precision }) => precision)).toEqual(Array(14).fill('reported'))
      expect(await proxied.usage()).toEqual(await known.usage())
    }
  })

  test('is asked for as events, and what is not asked for so is not', async () => {
    const { proxy, sent } = proxied()
    for (const fields of [wanted, { ...wanted, stream_format: 'audio' }, spoken]) {
      await (await proxy.fetch(ask(fields))).arrayBuffer()
    }
    expect(sent.map(({ init }) => JSON.parse(String(init.body)).stream_format)).toEqual(['sse', undefined, undefined])
  })

  test('is audio where the speech service has no events', async () => {
    const { proxy } = proxied()
    const response = await proxy.fetch(ask(wanted))
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'audio/pcm'])
    expect((await response.arrayBuffer()).byteLength).toBe(4_800)
  })

  test('is read by the openai package', async () => {
    const { proxy } = proxied({ fetch: direct })
    const openai = new OpenAI({
      apiKey: 'none',
      baseURL: `${page}/api/speech`,
      fetch: async (url, init) => proxy.fetch(new Request(url, init)),
    })
    const response = await openai.audio.speech.create({
      ...spoken,
      response_format: 'pcm',
      voice: 'alloy',
      stream_format: 'sse',
    })
    const types: string[] = []
    for await (const { type } of Stream.fromSSEResponse<{ type: string }>(response, new AbortController())) {
      types.push(type)
    }
    expect([types[0], types.at(-1)]).toEqual(['speech.audio.marks', 'speech.audio.done'])
  })
})

describe('events are made anew', () => {
  const usage = { input_tokens: 7, output_tokens: 4, total_tokens: 11 }

  test('of the fields that are known', async () => {
    const more = { secret: key, response_format: 'pcm' }
    const { fetch } = answered(
      ': a comment\n\n',
      event({ type: 'vendor.note', secret: key }),
      marks({ start: 0, end: 3, time: 0.012345, ...more }),
      delta(half, more),
      marks({ start: 4, end: 7, time: 0.05 }),
      delta(),
      done({ usage: { ...usage, ...more }, ...more }),
    )
    const response = await proxied({ fetch }).proxy.fetch(ask(wanted))
    expect(response.headers.has('x-vendor')).toBe(false)
    expect(await read(response)).toEqual({
      broke: undefined,
      events: [
        { type: 'speech.audio.marks', marks: [{ start: 0, end: 3, time: 0.0123 }] },
        { type: 'speech.audio.delta', audio: Buffer.from(half).toString('base64') },
        { type: 'speech.audio.marks', marks: [{ start: 4, end: 7, time: 0.05 }] },
        { type: 'speech.audio.delta', audio: Buffer.from(half).toString('base64') },
        { type: 'speech.audio.done', usage },
      ],
    })
  })

  test.each([
    ['marks beyond the text', marks({ start: 0, end: 8, time: 0 })],
    ['marks that are no numbers', marks({ start: '0', end: 3, time: 0 })],
    ['marks after a day', marks({ start: 0, end: 3, time: 86_401 })],
    ['marks that are no list', event({ type: 'speech.audio.marks', marks: key })],
  ])('without %s', async (_, odd) => {
    const { events } = await read(
      await proxied({ fetch: answered(odd, delta(), done()).fetch }).proxy.fetch(ask(wanted)),
    )
    expect(events.map(({ type }) => type)).toEqual(['speech.audio.delta', 'speech.audio.done'])
  })

  test.each([
    ['texts', { input_tokens: key, output_tokens: 1 }],
    ['below nothing', { input_tokens: -1, output_tokens: 1 }],
    ['nothing', null],
  ])('without usage that is %s', async (_, usage) => {
    const { fetch } = answered(delta(), done({ usage }))
    expect((await read(await proxied({ fetch }).proxy.fetch(ask(wanted)))).events.at(-1)).toEqual({
      type: 'speech.audio.done',
    })
  })

  test('with no more marks than the text has letters', async () => {
    const flood = marks(...Array.from({ length: 100_000 }, () => ({ start: 0, end: 3, time: 0 })))
    const { events } = await read(
      await proxied({ fetch: answered(flood, flood, delta(), done()).fetch }).proxy.fetch(ask(wanted)),
    )
    expect(events[0]?.marks).toHaveLength(7)
  })

  test('with offsets into the caller’s text, and what is told behind the last audio', async () => {
    const { fetch } = answered(delta(), marks({ start: 4, end: 7, time: 0.05 }), done())
    const { events } = await read(await proxied({ fetch }).proxy.fetch(ask({ ...wanted, input: '\n  One two ' })))
    expect(events[1]?.marks).toEqual([{ start: 7, end: 10, time: 0.05 }])
  })
})

describe('a speech service that fails in events', () => {
  const words = `quota of ${key} is gone`
  const failed = event({
    type: 'speech.audio.error',
    error: { message: words, type: words, code: words, param: words },
  })
  const envelope = (response: Response) => ({
    message: `The speech service failed (request id: ${response.headers.get('x-request-id')})`,
    type: 'server_error',
    param: null,
    code: 'upstream_failed',
  })

  test.each([
    ['an error', [failed], 'upstream_failed'],
    ['an error behind marks', [marks({ start: 0, end: 3, time: 0 }), failed], 'upstream_failed'],
    ['the end', [done()], 'upstream_invalid'],
    ['what is not JSON', [`data: ${words}\n\n`], 'upstream_invalid'],
    ['another sound', [delta(tones.wav), done()], 'upstream_invalid'],
  ])('is an answer of its own where it begins with %s', async (_, pieces, code) => {
    const told: unknown[] = []
    const { proxy } = proxied({ fetch: answered(...pieces).fetch, onError: error => told.push(error) })
    expect(await errorOf(await proxy.fetch(ask(wanted)))).toMatchObject({ status: 502, code })
    expect(told).toHaveLength(1)
  })

  test('in the middle is an event in words of ours, and breaks the answer', async () => {
    const told: unknown[] = []
    const { fetch } = answered(delta(), failed, delta(), done())
    const response = await proxied({ fetch, onError: error => told.push(error) }).proxy.fetch(ask(wanted))
    const { events, broke } = await read(response)
    expect(events.slice(1)).toEqual([{ type: 'speech.audio.error', error: envelope(response) }])
    expect(broke).toMatchObject({ message: expect.stringMatching(/^The speech broke off \(request id: req_/) })
    expect(broke).not.toHaveProperty('cause')
    expect(told).toEqual([expect.objectContaining({ name: 'APIError' })])
  })

  test('by ending too soon breaks the answer, which never ends', async () => {
    const response = await proxied({ fetch: answered(delta()).fetch }).proxy.fetch(ask(wanted))
    const { events, broke } = await read(response)
    expect(events.map(({ type }) => type)).toEqual(['speech.audio.delta', 'speech.audio.error'])
    expect(events[1]?.error?.code).toBe('upstream_invalid')
    expect(broke).toBeInstanceOf(Error)
  })
})
