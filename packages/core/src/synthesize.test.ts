import { type ClientOptions, createSpeechClient, isSpeechError, type Segment, type SpeechClient } from '@outloud/core'
import { createEncode } from '@outloud/encode'
import { createSpeechServer } from '@outloud/server'
import { createToneEngine, toneOf } from '@outloud/testing'
import { describe, expect, test, vi } from 'vitest'

/** The embedded server with an engine of tones, and what it was asked for. */
function embedded(options: ClientOptions & { fail?: (input: string) => boolean } = {}) {
  const { fail = () => false, ...clientOptions } = options
  const server = createSpeechServer({ engine: createToneEngine({ secondsPerCharacter: 0.005 }) })
  const asked: string[] = []
  const client = createSpeechClient({
    baseURL: 'http://embedded/v1',
    fetch: (url, init) => {
      const { input } = JSON.parse(String(init.body)) as { input: string }
      asked.push(input)
      if (fail(input)) return Promise.resolve(new Response('{"error":{"message":"no"}}', { status: 400 }))
      return server.fetch(new Request(url, init))
    },
    ...clientOptions,
  })
  return { client, asked }
}

const sentence = (index: number) => `This is sentence number ${index}, which says a thing or two.`
const story = Array.from({ length: 30 }, (_, index) => sentence(index)).join(' ')
const samplesOf = (text: string) => new Uint8Array(toneOf(text, { secondsPerCharacter: 0.005 }).samples.buffer)
const concatenated = (texts: readonly string[]) => new Uint8Array(texts.flatMap(text => [...samplesOf(text)]))

async function* tokens(text: string, size = 5): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size)
}

describe('a text of any length', () => {
  test('becomes requests within the limit and samples in order, nothing between them', async () => {
    const { client, asked } = embedded()
    const bytes = await client.synthesize(story, { format: 'pcm', maxLength: 200 }).bytes()
    expect(asked.length).toBeGreaterThan(8)
    expect(Math.max(...asked.map(text => text.length))).toBeLessThanOrEqual(200)
    expect(asked.join(' ')).toBe(story)
    expect(bytes).toEqual(concatenated(asked))
  })

  test('as a wav: one header that is true, then the same samples', async () => {
    const { client, asked } = embedded()
    const bytes = await client.synthesize(story, { format: 'wav', maxLength: 200 }).bytes()
    expect(new DataView(bytes.buffer).getUint32(40, true)).toBe(bytes.length - 44)
    expect(bytes.slice(44)).toEqual(concatenated(asked))
  })

  test('that fits is one request, whose bytes are not touched but for a length that they leave open', async () => {
    const { client, asked } = embedded({ encode: createEncode() })
    const wav = await client.synthesize(story, { format: 'wav' }).bytes()
    expect(asked).toEqual([story])
    // The embedded server streams: it cannot say the size before it has spoken.
    expect(new DataView(wav.buffer).getUint32(40, true)).toBe(wav.length - 44)
    expect(wav.slice(44)).toEqual(samplesOf(story))
  })

  test.each<[string, (text: string) => Parameters<SpeechClient['synthesize']>[0]]>([
    ['an array of pieces', text => [text.slice(0, 701), text.slice(701)]],
    ['an async iterable', text => tokens(text)],
    ['a stream', text => ReadableStream.from(tokens(text))],
  ])('from %s is said whole and in order', async (_, source) => {
    const { client, asked } = embedded()
    const bytes = await client.synthesize(source(story), { format: 'pcm', pace: 'file', maxLength: 200 }).bytes()
    expect(asked.join(' ')).toBe(story)
    expect(bytes).toEqual(concatenated(asked))
  })

  test('is planned without a request, and a run sends exactly that', async () => {
    const { client, asked } = embedded()
    const options = { format: 'pcm', maxLength: 200, voice: 'nova' } as const
    const plan = await client.plan(story, options)
    expect(asked).toEqual([])
    await client.synthesize(story, options).bytes()
    expect(plan.requests.map(request => request.input)).toEqual(asked)
    expect(plan.requests[0]).toMatchObject({ voice: 'nova', model: 'tts-1', response_format: 'pcm' })
    expect(plan.segments.every(({ text, start, end }) => story.slice(start, end) === text)).toBe(true)
    expect(plan.characters).toBe(asked.reduce((sum, text) => sum + text.length, 0))
  })

  test.each(['opus', 'flac'] as const)('%s needs an encode, and says so before anything is sent', format => {
    const { client, asked } = embedded()
    for (const text of [story, tokens('Hi.')]) {
      expect(() => client.synthesize(text, { format, maxLength: 200 })).toThrow(/^format: expected .*createEncode.*got/)
    }
    expect(asked).toEqual([])
  })

  test.each([
    ['concurrency', 0],
    ['lookahead', 1.5],
    ['maxLength', 0],
    ['pace', 'fast'],
  ])('an option that is out of range is refused by name: %s', (name, value) => {
    const { client } = embedded()
    expect(() => client.synthesize('Hi.', { [name]: value })).toThrow(new RegExp(`^${name}: expected `))
  })
})

describe('a text that is still being written', () => {
  test('is asked for as soon as its first clause is known', async () => {
    const { client, asked } = embedded()
    let written = ''
    async function* writing() {
      for (const token of story.match(/.{1,5}/g)!) {
        written += token
        yield token
        // The writer goes on only when somebody has had the time to act.
        await new Promise(resolve => setTimeout(resolve, 1))
        if (asked.length > 0) return
      }
    }
    await client.synthesize(writing(), { format: 'pcm' }).bytes()
    expect(asked[0]).toBe('This is sentence number 0,')
    expect(written.length).toBeLessThan(sentence(0).length)
  })

  test('that says nothing is an error, not silence', async () => {
    const { client, asked } = embedded()
    await expect(client.synthesize(tokens(' \n '), { format: 'pcm' }).bytes()).rejects.toThrow(/^text: expected/)
    expect(asked).toEqual([])
  })

  test('that fails ends in its error, after what was said before', async () => {
    const { client } = embedded()
    async function* failing() {
      yield `${sentence(0)} ${sentence(1)}`
      throw new Error('the model is gone')
    }
    const heard: Uint8Array[] = []
    const read = async () => {
      for await (const bytes of client.synthesize(failing(), { format: 'pcm' })) heard.push(bytes)
    }
    await expect(read()).rejects.toThrow('the model is gone')
    expect(heard.length).toBeGreaterThan(0)
  })

  test('is not read on by a reader who left', async () => {
    const { client } = embedded()
    const closed = vi.fn()
    async function* endless() {
      try {
        for (let index = 0; ; index++) {
          yield `${sentence(index)} `
          await new Promise(resolve => setTimeout(resolve, 1))
        }
      } finally {
        closed()
      }
    }
    for await (const _ of client.synthesize(endless(), { format: 'pcm' })) break
    await vi.waitFor(() => expect(closed).toHaveBeenCalledOnce())
  })
})

describe('a segment that fails', () => {
  test('delivers all before it and says which it was, its text out of sight', async () => {
    const { client, asked } = embedded({ fail: input => input.includes('number 15') })
    const heard: Uint8Array[] = []
    let error: unknown
    try {
      for await (const bytes of client.synthesize(story, { format: 'pcm', maxLength: 200 })) heard.push(bytes)
    } catch (thrown) {
      error = thrown
    }
    const { segments } = await client.plan(story, { maxLength: 200 })
    const failed = segments.find(({ text }) => text.includes('number 15')) as Segment
    expect(isSpeechError(error) && error.segment).toEqual({ index: failed.index, start: failed.start, end: failed.end })
    expect(isSpeechError(error) && error.segment?.text).toBe(failed.text)
    expect(JSON.stringify(error)).not.toContain('number 15')
    const before = segments.slice(0, failed.index).map(({ text }) => text)
    expect(Buffer.concat(heard).equals(Buffer.from(concatenated(before)))).toBe(true)
    expect(asked.length).toBeLessThanOrEqual(failed.index + 8)
  })
})

describe('silence between sentences and paragraphs', () => {
  test('stands where it was asked for, to the sample', async () => {
    const { client, asked } = embedded()
    const options = { format: 'pcm', silence: { sentence: 0.25, paragraph: 1 } } as const
    const bytes = await client.synthesize('One is here. Two is here.\n\nThree.', options).bytes()
    expect(asked).toEqual(['One is here.', 'Two is here.', 'Three.'])
    const pause = (seconds: number) => new Uint8Array(seconds * 48_000)
    const expected = [samplesOf(asked[0]!), pause(0.25), samplesOf(asked[1]!), pause(1), samplesOf(asked[2]!)]
    expect(Buffer.concat([bytes]).equals(Buffer.concat(expected))).toBe(true)
  })

  test('between paragraphs alone leaves the sentences of one together', async () => {
    const { client, asked } = embedded()
    const options = { format: 'wav', silence: { paragraph: 0.5 } } as const
    const bytes = await client.synthesize('One. Two.\n\nThree. Four.', options).bytes()
    expect(asked).toEqual(['One. Two.', 'Three. Four.'])
    expect(bytes.length - 44).toBe(samplesOf(asked[0]!).length + samplesOf(asked[1]!).length + 24_000)
  })

  test('needs samples: mp3 without encode is refused', () => {
    const { client } = embedded()
    expect(() => client.synthesize('Hi.', { silence: { sentence: 1 } })).toThrow(/^format: expected wav or pcm/)
  })
})

test('what is made speakable keeps its place in the source', async () => {
  const { client, asked } = embedded()
  const shout = () => {
    let at = 0
    const push = (text: string) => {
      const start = at
      at += text.length
      return [{ text: text.replaceAll('&', 'and'), start, end: at }]
    }
    return { push, flush: () => [] }
  }
  const speech = client.synthesize('You & me.', { format: 'pcm', speakable: shout })
  await speech.bytes()
  expect(asked).toEqual(['You and me.'])
  expect(await speech.cues({ unit: 'segment' })).toMatchObject([{ text: 'You and me.', source: { start: 0, end: 9 } }])
})
