import { Readable } from 'node:stream'
import { createSpeechClient } from '@outloud/core'
import { createEncode } from '@outloud/encode'
import { createSpeechStream, type SegmentWithAudio, type SpeechInput, type SpeechProgress } from '@outloud/node-stream'
import { createSpeechServer } from '@outloud/server'
import { collect, createToneEngine, toneOf } from '@outloud/testing'
import { describe, expect, test, vi } from 'vitest'
import { createEcho, heard, sentences } from './stream/echo.fixture.ts'

const server = createSpeechServer({ engine: createToneEngine() })
const fetch = (url: string, init: RequestInit) => server.fetch(new Request(url, init))
const client = createSpeechClient({ fetch })
const encoding = createSpeechClient({ fetch, encode: createEncode() })

const speak = (pieces: readonly SpeechInput[], options: Omit<Parameters<typeof createSpeechStream>[0], 'client'>) =>
  collect(Readable.from(pieces).pipe(createSpeechStream({ client, ...options })))

describe('what can be written beside text', () => {
  test('another voice and speed, for that text alone', async () => {
    const echo = createEcho()
    const stream = createSpeechStream({ client: echo.client, format: 'pcm', voice: 'alloy' })
    const said = collect(stream)
    for (const piece of [
      'One. ',
      { text: 'Two. ', voice: 'nova', speed: 2 },
      { text: 'Still two.', voice: 'nova', speed: 2 },
    ]) {
      stream.write(piece)
    }
    stream.end('Three.')
    expect(heard(await said)).toBe('One.Two. Still two.Three.')
    expect(echo.sent).toMatchObject([
      { input: 'One.', voice: 'alloy', speed: 1 },
      { input: 'Two. Still two.', voice: 'nova', speed: 2 },
      { input: 'Three.', voice: 'alloy', speed: 1 },
    ])
  })

  test('a pause, to the sample', async () => {
    const audio = await speak(['One.', { pause: 0.5 }, 'Two.', { pause: 0 }, { pause: 0.25 }], { format: 'pcm' })
    const [one, two] = [toneOf('One.').samples, toneOf('Two.').samples]
    const samples = new Int16Array(audio.buffer)
    expect(samples.length).toBe(one.length + 12_000 + two.length + 6_000)
    expect(samples.subarray(0, one.length)).toEqual(one)
    expect(samples.subarray(one.length, one.length + 12_000).every(sample => sample === 0)).toBe(true)
    expect(samples.subarray(one.length + 12_000, -6_000)).toEqual(two)
  })

  test.each([
    ['without', client],
    ['with', encoding],
  ])('in wav there is one header, %s an encoder', async (_, client) => {
    const pieces: SpeechInput[] = [{ pause: 0.1 }, 'One.', { pause: 0.5 }, { text: 'Two.', voice: 'nova' }]
    const audio = await collect(Readable.from(pieces).pipe(createSpeechStream({ client, format: 'wav' })))
    const text = Buffer.from(audio).toString('latin1')
    expect(text.split('RIFF')).toHaveLength(2)
    const lengths = toneOf('One.').samples.length + toneOf('Two.', { voice: 'nova' }).samples.length
    expect(audio.length).toBe(44 + 2 * (2_400 + 12_000 + lengths))
  })

  test('flush speaks what is there', async () => {
    const echo = createEcho()
    const stream = createSpeechStream({ client: echo.client, format: 'pcm' })
    stream.on('data', () => {})
    stream.write('An unfinished')
    stream.write({ flush: true })
    await vi.waitFor(() => expect(echo.sent.map(({ input }) => input)).toEqual(['An unfinished']))
    stream.end(' sentence.')
    await vi.waitFor(() => expect(echo.sent.map(({ input }) => input)).toEqual(['An unfinished', 'sentence.']))
  })

  test('flushAfter speaks what is there when the writer pauses, and not half a character', async () => {
    const echo = createEcho()
    const stream = createSpeechStream({ client: echo.client, format: 'pcm', flushAfter: 20 })
    stream.on('data', () => {})
    stream.write('\n')
    stream.write('An unfinished \ud83c')
    await new Promise(resolve => setTimeout(resolve, 80))
    expect(echo.sent).toEqual([])
    stream.write('\udfa7 one')
    await vi.waitFor(() => expect(echo.sent.map(({ input }) => input)).toEqual(['An unfinished 🎧 one']))
    stream.destroy()
  })

  test.each([
    [{ text: 7 }, /^text: expected a string, bytes.* got an object with text$/],
    [{ pause: 61 }, /got an object with pause$/],
    [{ flush: true, pause: 1 }, /got an object with flush, pause$/],
    [7, /got number$/],
    [{ text: 'x', speed: 9 }, /^speed: /],
  ])('%o is refused', async (piece, message) => {
    await expect(speak([piece as SpeechInput], { format: 'pcm' })).rejects.toThrow(message)
  })
})

describe('one stream of bytes that cannot be right is refused', () => {
  test.each([
    [client, 'mp3', { pause: 1 }, /^format: expected pcm or wav for a pause in a stream of bytes, got "mp3"$/],
    [encoding, 'opus', { text: 'x', voice: 'nova' }, /^format: expected pcm or wav for a voice or speed that changes/],
    [encoding, 'mp3', { flush: true }, /^format: expected pcm or wav for a flush/],
  ] as const)('%#', async (client, format, piece, message) => {
    const stream = createSpeechStream({ client, format })
    await expect(collect(Readable.from([piece]).pipe(stream))).rejects.toThrow(message)
  })

  test.each([
    [{ client, format: 'opus' }, /^format: /],
    [{ client: encoding, format: 'flac', flushAfter: 5 }, /^format: .* for `flushAfter`/],
    [{ client: encoding, format: 'mp3', onError: 'skip' }, /^format: .* for `onError`/],
    [{ client, output: 'blocks' }, /^output: /],
    [{ client, onError: 'retry' }, /^onError: /],
    [{ client, flushAfter: 0 }, /^flushAfter: expected milliseconds from 1, got 0$/],
  ])('at once: %#', (options, message) => {
    expect(() => createSpeechStream(options as Parameters<typeof createSpeechStream>[0])).toThrow(message)
  })
})

describe('segments', () => {
  const read = async (options: Parameters<typeof createSpeechStream>[0], pieces: readonly SpeechInput[]) =>
    (await Readable.from(pieces)
      .pipe(createSpeechStream({ output: 'segments', ...options }))
      .toArray()) as SegmentWithAudio[]

  test.each(['pcm', 'wav', 'mp3', 'aac'] as const)(
    'in %s: each with its audio, its place and its time',
    async format => {
      const pieces: SpeechInput[] = ['One is here. ', { pause: 0.5 }, { text: 'Two is here.', voice: 'nova' }]
      const found = await read({ client, format }, pieces)
      expect(found.map(({ index, text, start, end }) => ({ index, text, start, end }))).toEqual([
        { index: 0, text: 'One is here.', start: 0, end: 12 },
        { index: 1, text: 'Two is here.', start: 13, end: 25 },
      ])
      const seconds = toneOf('One is here.').samples.length / 24_000
      for (const segment of found) {
        expect(segment).toMatchObject({ format, cached: false, requestId: expect.any(String), attempts: 1 })
        // An encoder adds up to a few frames.
        expect(Math.abs(segment.duration - seconds)).toBeLessThan(format === 'pcm' || format === 'wav' ? 1e-9 : 0.15)
      }
      expect(found[1]!.startTime).toBeCloseTo(found[0]!.duration + 0.5, 6)
      if (format === 'wav') {
        for (const { audio } of found) expect(Buffer.from(audio).readUInt32LE(40)).toBe(audio.length - 44)
      }
    },
  )

  test('of a client that encodes are its samples', async () => {
    const [segment] = await read({ client: encoding, format: 'opus' }, ['One is here.'])
    expect(segment).toMatchObject({ format: 'pcm', duration: toneOf('One is here.').samples.length / 24_000 })
  })
})

test('bytes come with an event for each segment and how far it is', async () => {
  const stream = createSpeechStream({ client: createEcho().client, format: 'pcm', maxLength: 50 })
  const texts: string[] = []
  let last: SpeechProgress | undefined
  stream.on('segment', ({ text }) => texts.push(text))
  stream.on('progress', progress => {
    last = progress
  })
  stream.end(sentences(5))
  const audio = await collect(stream)
  expect(texts.join('')).toBe(heard(audio))
  expect(last).toEqual({
    segments: 5,
    characters: sentences(5).trimEnd().length,
    seconds: expect.closeTo(audio.length / 48_000, 9),
    cached: 0,
  })
})
