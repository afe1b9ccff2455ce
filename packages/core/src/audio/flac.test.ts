import { createSpeechClient, memoryStore } from '@outloud/core'
import { tones } from '@outloud/testing'
import { describe, expect, test } from 'vitest'

const { flac } = tones
/** Where a file says how many samples it has. */
const total = 21

/** The same sound as an encoder leaves it that could not go back: the total of samples is 0, for unknown. */
const open = flac.slice()
open[total] = (open[total] ?? 0) & 0xf0
open.fill(0, total + 1, total + 5)

/** A client whose server sends these pieces. */
const serve = (...pieces: readonly Uint8Array<ArrayBuffer>[]) =>
  createSpeechClient({
    fetch: async () => new Response(ReadableStream.from(pieces.map(piece => piece.slice()))),
    defaults: { format: 'flac' },
    cache: memoryStore(),
  })

describe('a flac that does not say how long it is', () => {
  test('says it when all of it is taken at once, also from the cache', async () => {
    expect(open).not.toEqual(flac)
    const client = serve(open)
    for (let time = 0; time < 2; time++) expect(await client.synthesize('Hi.').bytes()).toEqual(flac)
  })

  test('says it once the header stands over its first bytes, wherever it is cut', async () => {
    for (let cut = 1; cut < 64; cut++) {
      const speech = serve(open.slice(0, cut), open.slice(cut)).synthesize('Hi.')
      const chunks: Uint8Array[] = []
      for await (const bytes of speech) chunks.push(bytes)
      const file = Buffer.concat(chunks)
      expect(file.equals(open)).toBe(true)
      const header = await speech.header()
      expect(header).toHaveLength(42)
      file.set(header ?? [])
      expect(file.equals(flac)).toBe(true)
    }
  })
})

test('a flac that says how long it is stays as it is', async () => {
  const speech = serve(flac).synthesize('Hi.')
  expect(await speech.bytes()).toEqual(flac)
  expect(await speech.header()).toBeUndefined()
})
