import { readFileSync } from 'node:fs'
import { memoryStore } from '@outloud/core'
import { describe, expect, test } from 'vitest'
import { data, delta, done, events, samples, speaking, tokens } from './speech-events.fixture.ts'

const tone = new Uint8Array(readFileSync(new URL('../../../testing/fixtures/tone.mp3', import.meta.url)))
const half = samples(0.5)
const whole = samples(1)

describe('speech by events', () => {
  test('is asked for on the wire, and the audio in them is what is heard', async () => {
    const { client, sent } = speaking([() => events(delta(half) + delta(half) + done(tokens(3, 20)))])
    const speech = client.synthesize('Hi.')
    expect(await speech.bytes()).toEqual(whole)
    expect(await speech.usage()).toEqual({ inputTokens: 3, outputTokens: 20, totalTokens: 23 })
    expect(sent).toEqual([expect.objectContaining({ input: 'Hi.', stream_format: 'sse' })])
  })

  test('is not asked for by default, nor by the default said aloud', async () => {
    const { client, sent } = speaking([() => new Response(half)], { defaults: { streamFormat: 'audio' } })
    const speech = client.synthesize('Hi.')
    await speech.bytes()
    expect(Object.keys(sent[0]!)).not.toContain('stream_format')
    expect(await speech.usage()).toBeUndefined()
  })

  test('is refused where it is neither', () => {
    const { client, sent } = speaking([])
    expect(() => client.synthesize('Hi.', JSON.parse('{"streamFormat":"events"}'))).toThrow(
      "streamFormat: expected 'audio' or 'sse', got \"events\"",
    )
    expect(sent).toEqual([])
  })

  test.each<[string, () => Response]>([
    [
      'more fields, comments, names and kinds of events that nobody knows',
      () =>
        events(
          `\ufeff: hello\n\nevent: speech.audio.delta\nid: 7\n${delta(whole, { response_format: 'pcm' })}${data({ type: 'speech.ping' })}${data({})}retry: 10\n\n${done()}`,
        ),
    ],
    ['lines that end in CR LF', () => events((delta(half) + delta(half) + done()).replaceAll('\n', '\r\n'))],
    ['an audio delta with nothing in it', () => events(delta(new Uint8Array()) + delta(whole) + done())],
    ['another label', () => events(delta(whole) + done(), { 'content-type': 'application/octet-stream' })],
    ['the length of its events', () => events(delta(whole) + done(), { 'content-length': '99999' })],
    ['the end that others have', () => events(`${delta(whole)}data: [DONE]\n\n`)],
    ['the audio itself', () => new Response(whole)],
    ['the audio itself, labelled as events', () => events(whole)],
  ])('takes %s', async (_, answer) => {
    const { client, sent } = speaking([answer])
    expect(await client.synthesize('Hi.').bytes()).toEqual(whole)
    expect(sent).toHaveLength(1)
  })

  test('is whole wherever its bytes are cut', async () => {
    const bytes = new TextEncoder().encode(`: grüße\n\n${delta(tone)}${done()}`)
    const cut = () =>
      new ReadableStream({
        start: pieces => {
          for (const byte of bytes.values()) pieces.enqueue(Uint8Array.of(byte))
          pieces.close()
        },
      })
    const { client } = speaking([() => events(cut())], { defaults: { format: 'mp3' } })
    expect(await client.synthesize('Hi.').bytes()).toEqual(tone)
  })

  test('is handed on as it comes', async () => {
    let next = (_event: string) => {}
    const body = new ReadableStream({
      start: pieces => {
        next = event => pieces.enqueue(new TextEncoder().encode(event))
      },
    })
    const { client } = speaking([() => events(body)])
    const chunks = client.synthesize('Hi.')[Symbol.asyncIterator]()
    next(delta(half))
    expect((await chunks.next()).value).toEqual(half)
    next(delta(half) + done())
    expect((await chunks.next()).value).toEqual(half)
    // Nobody waits for a connection that stays open behind the last event.
    expect((await chunks.next()).done).toBe(true)
  })

  test('lets go of the connection when its reader leaves', async () => {
    let cancelled = false
    const body = new ReadableStream({
      start: pieces => pieces.enqueue(new TextEncoder().encode(delta(half))),
      cancel: () => {
        cancelled = true
      },
    })
    const { client } = speaking([() => events(body)])
    for await (const _ of client.synthesize('Hi.')) break
    expect(cancelled).toBe(true)
  })

  test('reads on behind the last event, so that the connection can be used again', async () => {
    let ended = false
    const pieces = [delta(whole), done(), ': bye\n\n'].map(text => new TextEncoder().encode(text))
    const body = new ReadableStream(
      {
        pull: stream => {
          const piece = pieces.shift()
          if (piece !== undefined) return stream.enqueue(piece)
          ended = true
          stream.close()
        },
      },
      { highWaterMark: 0 },
    )
    const { client } = speaking([() => events(body)])
    await client.synthesize('Hi.').bytes()
    await expect.poll(() => ended).toBe(true)
  })

  test('of several segments is joined, and its usage is the sum of what was told', async () => {
    const { client, sent } = speaking([
      () => events(delta(half) + done(tokens(3, 20))),
      () => events(delta(half) + done(tokens(4, 20), 'token_usage')),
      () => events(delta(half) + done()),
    ])
    const speech = client.synthesize('One two. Three four. Five six.', { maxLength: 11, concurrency: 1 })
    expect(await speech.bytes()).toEqual(samples(1.5))
    expect(sent).toHaveLength(3)
    expect(await speech.usage()).toEqual({ inputTokens: 7, outputTokens: 40, totalTokens: 47 })
  })

  test('counts what a server forgot to add up', async () => {
    const { client } = speaking([() => events(delta(half) + done({ input_tokens: 3, output_tokens: 4 }))])
    const speech = client.synthesize('Hi.')
    await speech.bytes()
    expect(await speech.usage()).toEqual({ inputTokens: 3, outputTokens: 4, totalTokens: 7 })
  })

  test.each([-1, 1e300, '7'])('counts what a server added up as %j', async total_tokens => {
    const { client } = speaking([() => events(delta(half) + done({ ...tokens(3, 4), total_tokens }))])
    const speech = client.synthesize('Hi.')
    await speech.bytes()
    expect(await speech.usage()).toMatchObject({ totalTokens: 7 })
  })

  test.each([{ input_tokens: '3', output_tokens: 4 }, { input_tokens: -3, output_tokens: 4 }, { seconds: 2 }, 'much'])(
    'takes %j for no usage at all',
    async usage => {
      const { client } = speaking([() => events(delta(half) + data({ type: 'speech.audio.done', usage }))])
      const speech = client.synthesize('Hi.')
      await speech.bytes()
      expect(await speech.usage()).toBeUndefined()
    },
  )

  test('of an answer that came to nothing counts for nothing', async () => {
    const said = data({ type: 'speech.audio.marks', marks: [{ start: 0, end: 3, time: 0 }] })
    const cut = tone.subarray(0, -7)
    const { client, sent } = speaking(
      [() => events(said + delta(cut) + done(tokens(3, 20))), () => new Response(tone.slice())],
      { defaults: { format: 'mp3' } },
    )
    const speech = client.synthesize('One two')
    await speech.bytes()
    expect(sent).toHaveLength(2)
    expect(await speech.usage()).toBeUndefined()
    expect((await speech.cues({ unit: 'word' })).map(({ precision }) => precision)).toEqual(['estimated', 'estimated'])
  })

  test('has no usage to tell before it was read', async () => {
    const { client } = speaking([() => events(delta(half) + done())])
    await expect(client.synthesize('Hi.').usage()).rejects.toThrow('read the speech first')
  })

  test('is kept as audio, which answers who asks in either way, and costs nothing then', async () => {
    const cache = memoryStore()
    const { client, sent } = speaking([() => events(delta(whole) + done(tokens(1, 2)))], { cache })
    await client.synthesize('Hi.').bytes()
    const again = client.synthesize('Hi.')
    expect(await again.bytes()).toEqual(whole)
    expect(await again.usage()).toBeUndefined()
    expect(await client.synthesize('Hi.', { streamFormat: 'audio' }).bytes()).toEqual(whole)
    expect(sent).toHaveLength(1)
  })

  test('is seen as audio by interceptors', async () => {
    const seen: string[] = []
    const { client } = speaking([() => events(delta(whole) + done(tokens(1, 2)))], {
      interceptors: [
        next => async (url, init) => {
          const response = await next(url, init)
          const bytes = await response.arrayBuffer()
          seen.push(`${bytes.byteLength} bytes`)
          return new Response(bytes)
        },
      ],
    })
    const speech = client.synthesize('Hi.')
    expect(await speech.bytes()).toEqual(whole)
    expect(seen).toEqual([`${whole.length} bytes`])
    expect(await speech.usage()).toMatchObject({ totalTokens: 3 })
  })
})
