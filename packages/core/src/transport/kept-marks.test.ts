import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type AudioStore, type Bytes, createSpeechClient, type Mark, memoryStore, type Speech } from '@outloud/core'
import { createEspeakEngine } from '@outloud/espeak'
import { fileStore } from '@outloud/node-stream'
import { createSpeechServer } from '@outloud/server'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { delta, done, events, marks, samples, speaking } from './speech-events.fixture.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'outloud-marks-'))
})
afterEach(() => rm(folder, { recursive: true }))

/** All that a speech tells of its words, read part by part. */
async function toldBy(speech: Speech) {
  const found: { marks: readonly Mark[] | undefined; cached: boolean }[] = []
  const audio: Bytes[] = []
  for await (const part of speech.parts()) {
    for await (const bytes of part.stream) audio.push(bytes)
    found.push({ marks: part.marks, cached: part.cached })
  }
  const words = await speech.cues({ unit: 'word' })
  return { words, sentences: await speech.cues(), found, audio: Buffer.concat(audio) }
}

const precisions = (words: readonly { precision: string }[]) => words.map(({ precision }) => precision)

describe.each([
  ['in memory', () => memoryStore()],
  ['in files', () => fileStore(folder)],
] as const)('what espeak says of its words, kept %s', (_, createStore) => {
  const engine = createEspeakEngine()
  const server = createSpeechServer({ engine })
  let sent = 0
  const options = {
    baseURL: 'http://embedded/v1',
    fetch: async (url: string, init: RequestInit) => {
      sent++
      return server.fetch(new Request(url, init))
    },
    defaults: { format: 'wav', streamFormat: 'sse', maxLength: 60 },
  } as const
  const text = 'Nobody came on Monday, or so she said. Then it was Tuesday. On Wednesday somebody knocked at her door.'
  beforeEach(() => {
    sent = 0
  })
  afterAll(() => server.close())

  test('is told again by the cache, to the last digit', async () => {
    const cache = createStore()
    const first = await toldBy(createSpeechClient({ ...options, cache }).synthesize(text))
    const asked = sent
    const second = await toldBy(createSpeechClient({ ...options, cache }).synthesize(text))
    expect([asked, sent]).toEqual([second.found.length, asked])
    expect(second.found.length).toBeGreaterThan(1)
    expect(first.found.map(({ marks }) => marks)).toEqual(second.found.map(({ marks }) => marks))
    expect(second.found.every(({ cached, marks = [] }) => cached && marks.length > 3)).toBe(true)
    expect(second.words).toEqual(first.words)
    expect(new Set(precisions(second.words))).toEqual(new Set(['reported']))
    expect(second.sentences).toEqual(first.sentences)
    expect(second.audio.equals(first.audio)).toBe(true)
  })

  test('is told by a run that goes on where one was left as by one that was not', async () => {
    const undisturbed = await toldBy(createSpeechClient(options).synthesize(text))
    const cache = createStore()
    const client = createSpeechClient({ ...options, cache })
    const cut = client.synthesize(text, { concurrency: 1 }).parts()
    const { value: part } = await cut.next()
    for await (const _ of part!.stream) {
    }
    await cut.return()
    const resumed = await toldBy(client.synthesize(text))
    expect(new Set(resumed.found.map(({ cached }) => cached))).toEqual(new Set([true, false]))
    expect(resumed.words).toEqual(undisturbed.words)
    expect(resumed.audio.equals(undisturbed.audio)).toBe(true)
  })

  test('is there for a text that is one request, read whole', async () => {
    const cache = createStore()
    const runs = []
    for (let run = 0; run < 2; run++) {
      const speech = createSpeechClient({ ...options, cache }).synthesize('Hello there.')
      runs.push({ bytes: await speech.bytes(), words: await speech.cues({ unit: 'word' }) })
    }
    expect(sent).toBe(1)
    expect(runs[1]).toEqual(runs[0])
    expect(precisions(runs[1]!.words)).toEqual(['reported', 'reported'])
  })
})

const whole = samples(1)
const told = marks([0, 3, 0.1], [4, 7, 0.6])
const answer = () => events(told + delta(whole) + done())

/** What the words of a second run go by, after something happened to what the first left in the store. */
async function again(happens: (folder: string) => Promise<unknown>) {
  await speaking([answer], { cache: fileStore(folder) })
    .client.synthesize('One two')
    .bytes()
  await happens(folder)
  const { client, sent } = speaking([], { cache: fileStore(folder) })
  const speech = client.synthesize('One two')
  expect(await speech.bytes()).toEqual(whole)
  expect(sent).toEqual([])
  return precisions(await speech.cues({ unit: 'word' }))
}

const marksIn = async (folder: string) =>
  join(folder, (await readdir(folder)).find(name => name.endsWith('-marks.audio')) ?? 'none')

async function rewrite(folder: string, change: (entry: string) => string) {
  const path = await marksIn(folder)
  const entry = await readFile(path, 'utf8')
  const changed = change(entry)
  expect(changed).not.toBe(entry)
  await writeFile(path, changed)
}

describe('on disk', () => {
  test('marks stand in an entry of their own, for their owner alone', async () => {
    expect(await again(async () => {})).toEqual(['reported', 'reported'])
    expect((await readdir(folder)).sort()).toEqual([
      expect.stringMatching(/^[0-9a-f]{64}-marks\.audio$/),
      expect.stringMatching(/^[0-9a-f]{64}\.audio$/),
    ])
  })

  test.each<[string, (folder: string) => Promise<unknown>]>([
    ['that are not there, as of earlier versions', async folder => rm(await marksIn(folder))],
    ['that were cut', async folder => truncate(await marksIn(folder), 90)],
    ['that are empty', async folder => truncate(await marksIn(folder), 0)],
    ['of which a digit was damaged', folder => rewrite(folder, entry => entry.replace('0.6', '0.7'))],
    ['of which one is missing', folder => rewrite(folder, entry => entry.replace(/,\{[^}]+\}\]/, ']'))],
    ['that are another thing', folder => rewrite(folder, () => '{"marks":"One"}')],
    ['that have no end', folder => rewrite(folder, entry => entry + ' '.repeat(10_000))],
  ])('marks %s are none, and the audio is what it was', async (_, happens) => {
    expect(await again(happens)).toEqual(['estimated', 'estimated'])
  })
})

/** A store that a user wrote: it knows nothing of marks. */
function plainStore() {
  const kept = new Map<string, Bytes>()
  const store: AudioStore = { get: async key => kept.get(key), put: async (key, bytes) => void kept.set(key, bytes) }
  return { kept, store }
}

describe('in a store of one’s own', () => {
  test('marks of another audio are none', async () => {
    const [one, other] = [plainStore(), plainStore()]
    await speaking([answer], { cache: one.store }).client.synthesize('One two').bytes()
    await speaking([() => events(delta(samples(1, 9)) + done())], { cache: other.store })
      .client.synthesize('One two')
      .bytes()
    for (const [key, bytes] of one.kept) if (!other.kept.has(key)) other.kept.set(key, bytes)
    const speech = speaking([], { cache: other.store }).client.synthesize('One two')
    expect(await speech.bytes()).toEqual(samples(1, 9))
    expect(precisions(await speech.cues({ unit: 'word' }))).toEqual(['estimated', 'estimated'])
  })

  test('audio is audio and nothing else, and first come its marks', async () => {
    const { kept, store } = plainStore()
    await speaking([answer], { cache: store }).client.synthesize('One two').bytes()
    const [first = '', second = ''] = kept.keys()
    expect([kept.size, first]).toEqual([2, `${second}-marks`])
    expect(kept.get(second)).toEqual(whole)
  })

  test('marks that it does not take cost nothing but themselves', async () => {
    const { kept, store } = plainStore()
    const picky: AudioStore = {
      get: async key => (/^[0-9a-f]{64}$/.test(key) ? store.get(key) : Promise.reject(new Error('key'))),
      put: async (key, bytes) =>
        /^[0-9a-f]{64}$/.test(key) ? store.put(key, bytes) : Promise.reject(new Error('key')),
    }
    const { client, sent } = speaking([answer], { cache: picky })
    await client.synthesize('One two').bytes()
    expect(await client.synthesize('One two').bytes()).toEqual(whole)
    expect([sent.length, kept.size]).toEqual([1, 1])
  })

  test('who tells of no words leaves none, and who does not ask is not told', async () => {
    const { kept, store } = plainStore()
    await speaking([() => events(delta(whole) + done())], { cache: store })
      .client.synthesize('One two')
      .bytes()
    expect(kept.size).toBe(1)
    await speaking([answer], { cache: store }).client.synthesize('Six ten').bytes()
    const { client } = speaking([], { cache: store, defaults: { streamFormat: 'audio' } })
    for await (const part of client.synthesize('Six ten').parts()) {
      await part.stream.getReader().read()
      expect([part.cached, part.marks]).toEqual([true, undefined])
    }
  })
})

test('two who ask at once are told the same', async () => {
  const { client, sent } = speaking([answer], { cache: memoryStore() })
  const both = [client.synthesize('One two'), client.synthesize('One two')]
  await Promise.all(both.map(speech => speech.bytes()))
  expect(sent).toHaveLength(1)
  for (const speech of both) expect(precisions(await speech.cues({ unit: 'word' }))).toEqual(['reported', 'reported'])
})
