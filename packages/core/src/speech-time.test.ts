import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type AudioFormat, audioFormats, createSpeechClient, type Speech } from '@outloud/core'
import { createEncode } from '@outloud/encode'
import { createSpeechServer } from '@outloud/server'
import { createToneEngine } from '@outloud/testing'
import { afterAll, describe, expect, test } from 'vitest'

const secondsPerCharacter = 0.01
const server = createSpeechServer({ engine: createToneEngine({ secondsPerCharacter }) })
const client = createSpeechClient({
  baseURL: 'http://embedded/v1',
  fetch: (url, init) => server.fetch(new Request(url, init)),
})
const encoding = client.extend({ encode: createEncode() })
const folder = mkdtempSync(join(tmpdir(), 'outloud-time-'))
afterAll(() => rmSync(folder, { recursive: true }))

const text = Array.from({ length: 24 }, (_, index) => `Sentence ${index} is spoken here, and then it ends.`).join(' ')
const formats = Object.keys(audioFormats) as AudioFormat[]

/** What ffmpeg hears in it: seconds of samples, and whatever it has to say. */
function judge(bytes: Uint8Array, format: AudioFormat) {
  const path = join(folder, `judged.${format}`)
  writeFileSync(path, bytes)
  const raw = format === 'pcm' ? ['-f', 's16le', '-ar', '24000', '-ac', '1'] : []
  const decode = (args: string[]) =>
    execFileSync('ffmpeg', ['-v', 'warning', '-xerror', ...raw, '-i', path, ...args], { stdio: 'pipe' })
  const samples = decode(['-f', 's16le', '-ar', '24000', '-ac', '1', '-'])
  return { seconds: samples.length / 48_000 }
}

async function spoken(speech: Speech) {
  const bytes = await speech.bytes()
  return { bytes, cues: await speech.cues(), segments: await speech.cues({ unit: 'segment' }) }
}

describe.each(formats)('several segments in one file: %s', format => {
  test('with encode: valid, and as long as its samples to within a codec frame', async () => {
    const { bytes, segments } = await spoken(encoding.synthesize(text, { format, maxLength: 150 }))
    expect(segments.length).toBeGreaterThan(5)
    const expected = segments.reduce((sum, cue) => sum + cue.text.length, 0) * secondsPerCharacter
    expect(segments.at(-1)!.end).toBeCloseTo(expected, 6)
    expect(Math.abs(judge(bytes, format).seconds - expected)).toBeLessThanOrEqual(1_024 / 24_000)
  })
})

test.each(['mp3', 'aac'] as const)(
  'without encode, %s is joined frame by frame and still decodes without a word',
  async format => {
    const { bytes, segments } = await spoken(client.synthesize(text, { format, maxLength: 150 }))
    const { seconds } = judge(bytes, format)
    expect(seconds).toBeCloseTo(segments.at(-1)!.end, 1)
    // `false`, so that a failure does not print the file.
    expect(/ID3|Xing|Info/.test(Buffer.from(bytes).toString('latin1'))).toBe(false)
  },
)

describe('cues', () => {
  test('say when each sentence is heard, and where it stands in the source', async () => {
    const { cues, bytes } = await spoken(client.synthesize(text, { format: 'pcm', maxLength: 150 }))
    expect(cues).toHaveLength(24)
    for (const [index, cue] of cues.entries()) {
      expect(cue.text).toBe(`Sentence ${index} is spoken here, and then it ends.`)
      expect(text.slice(cue.source.start, cue.source.end)).toBe(cue.text)
      expect(cue.start).toBeCloseTo(index === 0 ? 0 : cues[index - 1]!.end, 9)
    }
    expect(cues.at(-1)!.end * 48_000).toBe(bytes.length)
  })

  test('are measured at the edges of segments and estimated inside', async () => {
    const speech = client.synthesize('One sentence. Another sentence.', { format: 'pcm' })
    await speech.bytes()
    const unit = async (unit: 'segment' | 'sentence' | 'word') =>
      (await speech.cues({ unit })).map(cue => `${cue.text} ${cue.precision}`)
    expect(await unit('segment')).toEqual(['One sentence. Another sentence. measured'])
    expect(await unit('sentence')).toEqual(['One sentence. estimated', 'Another sentence. estimated'])
    expect(await unit('word')).toEqual(['One', 'sentence.', 'Another', 'sentence.'].map(word => `${word} estimated`))
  })

  test('do not drift: 600 segments later the last ends with the last sample', async () => {
    const long = Array.from({ length: 600 }, (_, index) => `Number ${index} is here.`).join(' ')
    const fast = createSpeechServer({ engine: createToneEngine({ secondsPerCharacter: 0.00137 }) })
    const quick = client.extend({ fetch: (url, init) => fast.fetch(new Request(url, init)) })
    const speech = quick.synthesize(long, { format: 'pcm', maxLength: 25 })
    const bytes = await speech.bytes()
    const cues = await speech.cues({ unit: 'segment' })
    expect(cues.length).toBeGreaterThanOrEqual(600)
    expect(cues.at(-1)!.end * 48_000).toBeCloseTo(bytes.length, 3)
  })

  test('are for what was read: before it, and when it was left, they reject', async () => {
    const speech = client.synthesize('Hi.', { format: 'pcm' })
    await expect(speech.cues()).rejects.toThrow(/read the speech first/)
    for await (const _ of speech) break
    await expect(speech.cues()).rejects.toMatchObject({ name: 'AbortError' })
  })
})

describe('parts', () => {
  test('are the segments in order; concatenated, they are the whole', async () => {
    const options = { format: 'mp3', maxLength: 150 } as const
    const whole = await client.synthesize(text, options).bytes()
    const all: Uint8Array[] = []
    const indexes: number[] = []
    for await (const part of client.synthesize(text, options).parts()) {
      indexes.push(part.segment.index)
      expect(part).toMatchObject({ format: 'mp3', cached: false })
      expect(part.requestId).toMatch(/./)
      all.push(new Uint8Array(await new Response(part.stream).arrayBuffer()))
    }
    expect(indexes).toEqual(indexes.map((_, index) => index))
    expect(Buffer.concat(all).equals(Buffer.from(whole))).toBe(true)
  })

  test('cancelling one goes on with the next', async () => {
    const heard: string[] = []
    for await (const part of client.synthesize(text, { format: 'pcm', maxLength: 150 }).parts()) {
      heard.push(part.segment.text)
      await part.stream.cancel()
    }
    expect(heard.join(' ')).toBe(text)
  })
})

test('header() makes a streamed file say how long it is', async () => {
  const speech = encoding.synthesize(text, { format: 'mp3', maxLength: 150 })
  const streamed = new Uint8Array(await new Response(speech.stream()).arrayBuffer())
  const header = await speech.header()
  streamed.set(header!)
  expect(streamed).toEqual(await encoding.synthesize(text, { format: 'mp3', maxLength: 150 }).bytes())
})
