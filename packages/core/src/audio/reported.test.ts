import { createSpeechClient } from '@outloud/core'
import { speakable } from '@outloud/core/speakable'
import { createSpeechServer } from '@outloud/server'
import { createToneEngine } from '@outloud/testing'
import { describe, expect, test } from 'vitest'
import { data, delta, done, events, marks, samples, speaking, tokens } from '../transport/speech-events.fixture.ts'

/** Texts, starts and precisions of the cues, to a millisecond. */
const told = (cues: readonly { text: string; start: number; precision: string }[]) =>
  cues.map(({ text, start, precision }) => [text, Math.round(start * 1_000) / 1_000, precision])

async function cuesOf(text: string, answer: string, options: object = {}) {
  const { client } = speaking([() => events(answer)])
  const speech = client.synthesize(text, options)
  await speech.bytes()
  return speech
}

describe('times that the server tells', () => {
  test('are those of the words, the rest is estimated between them', async () => {
    const found = marks([0, 3, 0.1], [8, 13, 0.6])
    const speech = await cuesOf('One two three. Four!', found + delta(samples(1)) + marks([15, 19, 0.8]) + done())
    expect(told(await speech.cues({ unit: 'word' }))).toEqual([
      ['One', 0.1, 'reported'],
      ['two', 0.35, 'estimated'],
      ['three.', 0.6, 'reported'],
      ['Four!', 0.8, 'reported'],
    ])
    expect(told(await speech.cues())).toEqual([
      ['One two three.', 0.1, 'reported'],
      ['Four!', 0.8, 'reported'],
    ])
    expect(told(await speech.cues({ unit: 'segment' }))).toEqual([['One two three. Four!', 0, 'measured']])
  })

  test('make one cue end where the next begins, and the last with the audio', async () => {
    const speech = await cuesOf('One two', marks([0, 3, 0.1], [4, 7, 0.6]) + delta(samples(1)) + done())
    const cues = await speech.cues({ unit: 'word' })
    expect(cues.map(({ end }) => end)).toEqual([0.6, 1])
  })

  test('count for a word behind what is not said of it, and not from within it', async () => {
    const speech = await cuesOf('“One” two', marks([1, 4, 0.2], [7, 9, 0.9]) + delta(samples(1)) + done())
    expect(told(await speech.cues({ unit: 'word' })).map(([, , precision]) => precision)).toEqual([
      'reported',
      'estimated',
    ])
  })

  test('may be of whole sentences, in any order, and more than once', async () => {
    const found = marks([9, 17, 0.5], [0, 8, 0.05]) + marks([0, 8, 0.06])
    const speech = await cuesOf('One two. Six ten.', found + delta(samples(1)) + done())
    expect(told(await speech.cues())).toEqual([
      ['One two.', 0.05, 'reported'],
      ['Six ten.', 0.5, 'reported'],
    ])
    expect(told(await speech.cues({ unit: 'word' })).map(([, , precision]) => precision)).toEqual([
      'reported',
      'estimated',
      'reported',
      'estimated',
    ])
  })

  test('never lie outside the audio, nor before the word before', async () => {
    const found = marks([0, 3, 0.4], [4, 7, 0.2], [8, 11, 7])
    const speech = await cuesOf('One two six', found + delta(samples(1)) + done())
    expect(told(await speech.cues({ unit: 'word' })).map(([, start]) => start)).toEqual([0.4, 0.4, 1])
  })

  test.each([
    ['out of the text', { marks: [{ start: 0, end: 99, time: 0.5 }] }],
    ['empty', { marks: [{ start: 2, end: 2, time: 0.5 }] }],
    ['negative', { marks: [{ start: 0, end: 3, time: -1 }] }],
    ['no numbers', { marks: [{ start: '0', end: 3, time: 0.5 }, null] }],
    ['no list', { marks: 'One' }],
    ['missing', {}],
  ])('that are %s count for nothing', async (_, event) => {
    const answer = `data: ${JSON.stringify({ type: 'speech.audio.marks', ...event })}\n\n${delta(samples(1))}${done()}`
    expect(told(await (await cuesOf('One two', answer)).cues({ unit: 'word' }))[0]).toEqual(['One', 0, 'estimated'])
  })

  test('are no more than the text has letters, whatever is repeated', async () => {
    const many = marks(...Array.from({ length: 1_000 }, () => [0, 3, 0.1] as const)).repeat(50)
    const speech = await cuesOf('One two', many + delta(samples(1)) + done())
    expect(await speech.cues({ unit: 'word' })).toHaveLength(2)
  })
})

describe('a part', () => {
  /** The one part of a speech, and its audio as it is read. */
  async function partOf(text: string, body: string | ReadableStream) {
    const { client } = speaking([() => events(body)])
    const { value: part } = await client.synthesize(text, { heldBytes: 0 }).parts().next()
    const reader = part!.stream.getReader()
    return { part: part!, read: () => reader.read() }
  }

  test('tells what the server has told by then, and at the end what it counted', async () => {
    const pieces = [marks([0, 3, 0.1]) + delta(samples(1)), marks([4, 7, 0.6]) + delta(samples(1)), done(tokens(2, 40))]
    const body = new ReadableStream(
      {
        pull: stream => {
          const piece = pieces.shift()
          if (piece === undefined) stream.close()
          else stream.enqueue(new TextEncoder().encode(piece))
        },
      },
      { highWaterMark: 0 },
    )
    const { part, read } = await partOf('One two', body)
    await read()
    const [one, two] = [
      { start: 0, end: 3, time: 0.1 },
      { start: 4, end: 7, time: 0.6 },
    ]
    expect(part.marks?.[0]).toEqual(one)
    expect(part.usage).toBeUndefined()
    while (!(await read()).done) {}
    expect([part.marks, part.usage]).toEqual([[one, two], { inputTokens: 2, outputTokens: 40, totalTokens: 42 }])
  })

  test('has no more marks than its text has letters, of however many at once', async () => {
    const many = data({ type: 'speech.audio.marks', marks: Array(200_000).fill({ start: 0, end: 3, time: 0.1 }) })
    const { part, read } = await partOf('One two', many + many + delta(samples(1)) + done())
    while (!(await read()).done) {}
    expect(part.marks).toHaveLength(7)
  })

  test('that comes as audio has none', async () => {
    const { client } = speaking([() => new Response(samples(1))])
    for await (const part of client.synthesize('One two').parts()) {
      await part.stream.getReader().read()
      expect(part.marks).toBeUndefined()
    }
  })
})

describe('with several segments', () => {
  const secondsPerCharacter = 0.01
  const server = createSpeechServer({ engine: createToneEngine({ secondsPerCharacter }) })
  const client = createSpeechClient({
    baseURL: 'http://embedded/v1',
    fetch: (url, init) => server.fetch(new Request(url, init)),
    defaults: { format: 'wav', streamFormat: 'sse' },
  })
  const text = Array.from({ length: 12 }, (_, index) => `Sentence ${index} is spoken here.`).join('  ')

  test('each word has its own time and its own place in the source', async () => {
    const speech = client.synthesize(text, { maxLength: 80 })
    await speech.bytes()
    const [words, segments] = [await speech.cues({ unit: 'word' }), await speech.cues({ unit: 'segment' })]
    expect(segments.length).toBeGreaterThan(3)
    expect(words.map(({ source }) => text.slice(source.start, source.end))).toEqual(words.map(({ text }) => text))
    expect(new Set(words.map(({ precision }) => precision))).toEqual(new Set(['reported']))
    for (const { source, start } of words) {
      const segment = segments.findLast(({ source: { start } }) => start <= source.start)!
      // A tenth of a millisecond is as exact as it is told.
      expect(start).toBeCloseTo(segment.start + (source.start - segment.source.start) * secondsPerCharacter, 3)
    }
    expect(await speech.usage()).toEqual({
      inputTokens: segments.reduce((sum, cue) => sum + cue.text.length, 0),
      outputTokens: expect.any(Number),
      totalTokens: expect.any(Number),
    })
  })

  test('and a text that is not spoken as it is written, each word knows what it stands for', async () => {
    const written = '# Prices\n\nIt costs **$5**, [they say](https://example.com/a/b).\n\nThat is 3 km away.'
    const speech = client.synthesize(written, { speakable: speakable({ locale: 'en' }), maxLength: 40 })
    await speech.bytes()
    const words = await speech.cues({ unit: 'word' })
    const sources = Object.fromEntries(words.map(({ text, source }) => [text, written.slice(source.start, source.end)]))
    expect(sources).toMatchObject({
      'Prices.': 'Prices',
      costs: 'costs',
      '$5,': '$5**,',
      'say.': 'say](https://example.com/a/b).',
      'away.': 'away.',
    })
    expect(words.filter(({ precision }) => precision !== 'reported')).toEqual([])
  })
})
