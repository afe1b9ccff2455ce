import { Readable } from 'node:stream'
import { createSpeechClient } from '@outloud/core'
import { createEncode } from '@outloud/encode'
import {
  createSpeechStream,
  type SpeechInput,
  type SpeechProgress,
  type SpeechStreamOptions,
} from '@outloud/node-stream'
import { createSpeechServer } from '@outloud/server'
import { collect, createToneEngine } from '@outloud/testing'
import { describe, expect, test } from 'vitest'
import { createEcho, sentence, sentences } from './stream/echo.fixture.ts'

type Options = Omit<SpeechStreamOptions, 'client'>

/** What a stream of a client that encodes tells of itself, and how long its samples were. */
async function toldBy(pieces: readonly SpeechInput[], options: Options, echo = createEcho(undefined, encoding)) {
  const stream = createSpeechStream({ client: echo.client, maxLength: 50, ...options })
  const told: SpeechProgress[] = []
  const segments: unknown[] = []
  stream.on('progress', progress => told.push(progress))
  stream.on('segment', segment => segments.push(segment))
  const audio = await collect(Readable.from(pieces).pipe(stream))
  return { told, segments, audio, said: echo.sent.reduce((sum, { input }) => sum + input.length, 0) / 24_000 }
}

const encoding = { encode: createEncode() }

describe('bytes from a client that encodes', () => {
  test.each(['wav', 'mp3', 'opus', 'flac', 'aac'] as const)('as %s tell how far they are', async format => {
    const { told, segments, said } = await toldBy([sentences(5)], { format })
    expect(told.length).toBeGreaterThan(0)
    expect(told.at(-1)).toEqual({
      segments: 5,
      characters: sentences(5).trimEnd().length,
      seconds: expect.closeTo(said, 9),
      cached: 0,
    })
    const counts = told.map(({ segments }) => segments)
    expect(counts).toEqual([...new Set(counts)].sort((a, b) => a - b))
    expect(segments).toEqual([])
  })

  test('tell it while they come, not only at the end', async () => {
    const { fetch } = createSpeechServer({ engine: createToneEngine() })
    const client = createSpeechClient({ fetch: (url, init) => fetch(new Request(url, init)), ...encoding })
    const stream = createSpeechStream({ client, format: 'mp3', maxLength: 50 })
    let bytes = 0
    const told: number[] = []
    stream.on('progress', () => told.push(bytes))
    stream.end(sentences(20))
    for await (const chunk of stream) bytes += chunk.length
    expect(told.length).toBeGreaterThan(5)
    expect(told[0]).toBeLessThan(bytes / 2)
  })

  test('go on counting behind a pause and in another voice', async () => {
    const pieces = [sentence(1), { pause: 0.5 }, { text: sentence(2), voice: 'nova' }]
    const { told, said, audio } = await toldBy(pieces, { format: 'wav' })
    const last = told.at(-1)
    expect(last).toMatchObject({ segments: 2, characters: (sentence(1) + sentence(2)).trimEnd().length })
    expect(last?.seconds).toBeCloseTo(said + 0.5, 9)
    expect(last?.seconds).toBeCloseTo((audio.length - 44) / 48_000, 9)
  })

  test('leave out a segment that was skipped', async () => {
    const echo = createEcho(input => {
      if (input.startsWith('Sentence 1')) throw new TypeError('fetch failed')
    }, encoding)
    const { told } = await toldBy([sentences(3)], { format: 'wav', onError: 'skip' }, echo)
    expect(told.at(-1)).toMatchObject({ segments: 2, characters: sentences(3).trimEnd().length })
    expect(told[0]).toMatchObject({ segments: 1, characters: sentence(0).trimEnd().length })
  })
})
