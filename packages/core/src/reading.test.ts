import { type ClientOptions, createSpeechClient, memoryStore, type Speech, type SpeechProgress } from '@outloud/core'
import { createEncode } from '@outloud/encode'
import { createSpeechServer } from '@outloud/server'
import { createToneEngine, legalTones, tones } from '@outloud/testing'
import { describe, expect, test } from 'vitest'

const secondsPerCharacter = 0.005
const server = createSpeechServer({ engine: createToneEngine({ secondsPerCharacter }) })
const embedded = (options: ClientOptions = {}) =>
  createSpeechClient({
    baseURL: 'http://embedded/v1',
    fetch: (url, init) => server.fetch(new Request(url, init)),
    defaults: { format: 'pcm' },
    ...options,
  })

const story = Array.from({ length: 12 }, (_, index) => `This is sentence number ${index}, which says a thing.`).join(
  ' ',
)
const cut = { maxLength: 120, concurrency: 1, lookahead: 1 } as const

/** How far it was after each part, and what each part said of itself. */
async function followed(speech: Speech) {
  const steps: SpeechProgress[] = []
  const parts: { attempts: number; seconds: number | undefined; before: number | undefined; cached: boolean }[] = []
  for await (const part of speech.parts()) {
    const before = part.seconds
    for await (const _ of part.stream) {
      // Nothing but read.
    }
    const { attempts, seconds, cached } = part
    parts.push({ attempts, seconds, before, cached })
    steps.push(speech.progress())
  }
  return { steps, parts }
}

describe('how far a speech is', () => {
  test('is told at any time: segments of how many, characters, seconds', async () => {
    const speech = embedded().synthesize(story, cut)
    expect(speech.progress()).toEqual({ segments: 0, total: undefined, cached: 0, characters: 0, seconds: 0 })
    const { steps, parts } = await followed(speech)
    const segments = await speech.cues({ unit: 'segment' })
    expect(steps.length).toBeGreaterThan(4)
    expect(steps).toEqual(
      segments.map(({ source, end }, index) => ({
        segments: index + 1,
        // At file pace it is known before the first is spoken.
        total: segments.length,
        cached: 0,
        characters: source.end,
        seconds: end,
      })),
    )
    expect(parts.map(({ seconds }) => seconds)).toEqual(
      segments.map(({ start, end }) => expect.closeTo(end - start, 9)),
    )
    expect(parts.map(({ before }) => before)).toEqual(segments.map(() => undefined))
  })

  test('counts the seconds of the segment that is being read', async () => {
    const speech = embedded().synthesize(story, cut)
    for await (const bytes of speech) {
      expect(speech.progress()).toMatchObject({ segments: 0, seconds: bytes.length / 48_000 })
      break
    }
  })

  test('of a text that comes in pieces is known in full at its end', async () => {
    const speech = embedded().synthesize([story.slice(0, 300), story.slice(300)], cut)
    const { steps } = await followed(speech)
    expect(steps[0]!.total).toBeUndefined()
    expect(speech.progress()).toMatchObject({ total: steps.length, segments: steps.length, characters: story.length })
  })

  test('tells what came from the cache', async () => {
    const client = embedded({ cache: memoryStore() })
    const { segments } = await client.plan(story, cut)
    for (const { text } of segments.slice(0, 2)) await client.synthesize(text).bytes()
    const speech = client.synthesize(story, cut)
    const { steps, parts } = await followed(speech)
    expect(steps.map(({ cached }) => cached)).toEqual(segments.map((_, index) => Math.min(index + 1, 2)))
    expect(parts.map(({ attempts }) => attempts)).toEqual(segments.map((_, index) => (index < 2 ? 0 : 1)))
  })

  test('is the same with all of it at once, encoded, or in one request', async () => {
    const whole = embedded().synthesize(story, cut)
    await whole.bytes()
    const { total } = whole.progress()
    expect(total).toBeGreaterThan(4)
    expect(whole.progress()).toMatchObject({ segments: total, characters: story.length })

    const encoded = embedded({ encode: createEncode() }).synthesize(story, { ...cut, format: 'mp3' })
    for await (const _ of encoded) {
      // Nothing but read.
    }
    expect(encoded.progress()).toEqual(whole.progress())

    const single = embedded({ cache: memoryStore() }).synthesize(' Hi there. ')
    expect(single.progress()).toMatchObject({ segments: 0, total: 1 })
    await single.bytes()
    const progress = { segments: 1, total: 1, cached: 0, characters: 10, seconds: 9 * secondsPerCharacter }
    expect(single.progress()).toEqual(progress)
  })
})

describe('what a speech and its parts say of themselves', () => {
  test('the format of the parts, which is not that of the file where it is encoded', () => {
    const encoding = embedded({ encode: createEncode() })
    const formats = (speech: Speech) => [speech.format, speech.partsFormat]
    expect(formats(embedded().synthesize(story, { ...cut, format: 'mp3' }))).toEqual(['mp3', 'mp3'])
    expect(formats(encoding.synthesize(story, { ...cut, format: 'mp3' }))).toEqual(['mp3', 'pcm'])
    expect(formats(encoding.synthesize('Hi.', { format: 'mp3' }))).toEqual(['mp3', 'mp3'])
    expect(formats(encoding.synthesize([], { format: 'opus' }))).toEqual(['opus', 'pcm'])
  })

  test('how often a part was asked for', async () => {
    let sent = 0
    const client = createSpeechClient({
      fetch: async () => (++sent % 2 === 1 ? new Response('{}', { status: 503 }) : new Response(tones.pcm.slice())),
    })
    const { parts } = await followed(client.synthesize('One. Two.', { format: 'pcm', maxLength: 4, concurrency: 1 }))
    expect(parts.map(({ attempts }) => attempts)).toEqual([2, 2])
  })

  test('a pause before a part is not part of it', async () => {
    const speech = embedded().synthesize('One. Two.', { silence: { sentence: 2 } })
    const { parts } = await followed(speech)
    expect(parts.map(({ seconds }) => seconds)).toEqual([
      expect.closeTo(4 * secondsPerCharacter, 9),
      expect.closeTo(4 * secondsPerCharacter, 9),
    ])
    expect(speech.progress().seconds).toBeCloseTo(2 + 8 * secondsPerCharacter, 9)
  })
})

describe('the header of one wav that was streamed', () => {
  const { wav } = tones
  const serve = (bytes: Uint8Array<ArrayBuffer>, options: ClientOptions = {}) =>
    createSpeechClient({ fetch: async () => new Response(bytes.slice()), defaults: { format: 'wav' }, ...options })
  const streamed = legalTones.streamedWav.bytes

  test('has the sizes that the server could not know', async () => {
    const speech = serve(streamed).synthesize('Hi.')
    const chunks: Uint8Array[] = []
    for await (const bytes of speech) chunks.push(bytes)
    const file = Buffer.concat(chunks)
    expect(file.equals(streamed)).toBe(true)
    file.set((await speech.header())!)
    expect(file.equals(wav)).toBe(true)
  })

  test('stands over all of it taken at once, and not over what the cache keeps', async () => {
    const cache = memoryStore()
    const client = serve(streamed, { cache })
    expect(await client.synthesize('Hi.').bytes()).toEqual(wav)
    const again = client.synthesize('Hi.')
    const chunks: Uint8Array[] = []
    for await (const bytes of again) chunks.push(bytes)
    expect(Buffer.concat(chunks).equals(streamed)).toBe(true)
    expect(await again.header()).toEqual(wav.slice(0, 44))
  })

  test('with other chunks before its samples is all that stands before them', async () => {
    const listed = legalTones.listedWav.bytes.slice()
    const at = Buffer.from(listed).indexOf('data')
    const open = listed.slice()
    open.set([0xff, 0xff, 0xff, 0xff], 4)
    open.set([0, 0, 0, 0], at + 4)
    const speech = serve(open).synthesize('Hi.')
    expect(await speech.bytes()).toEqual(listed)
    expect(await speech.header()).toEqual(listed.slice(0, at + 8))
  })

  test('is none where it says all', async () => {
    for (const bytes of [wav, legalTones.listedWav.bytes]) {
      const speech = serve(bytes).synthesize('Hi.')
      expect(await speech.bytes()).toEqual(bytes)
      expect(await speech.header()).toBeUndefined()
    }
  })
})

test.each([1, 0, 2.5])('a segment of at most %s units is refused by name, as by the segmenter', maxLength => {
  expect(() => embedded().synthesize('Hi.', { maxLength })).toThrow(
    `maxLength: expected a whole number from 2, got ${maxLength}`,
  )
})
