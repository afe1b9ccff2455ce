import { Duplex, Readable, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createSpeechStream, type SpeechStreamOptions } from '@outloud/node-stream'
import { collect } from '@outloud/testing'
import { describe, expect, test, vi } from 'vitest'
import { createEcho, heard, sentence, sentences } from './stream/echo.fixture.ts'

const options = { format: 'pcm', maxLength: 100 } as const

/** Writes pieces as a pipeline would and gives all that comes out. */
async function speak(pieces: readonly unknown[], more: Omit<SpeechStreamOptions, 'client'> = {}, echo = createEcho()) {
  const stream = createSpeechStream({ client: echo.client, ...options, ...more })
  return heard(await collect(Readable.from(pieces).pipe(stream)))
}

const squeezed = (text: string) => text.replace(/\s+/g, '')

test('it is a Transform', async () => {
  const { Transform } = await import('node:stream')
  expect(createSpeechStream({ client: createEcho().client })).toBeInstanceOf(Transform)
})

describe('the same bytes however the text comes', () => {
  const text = sentences(40)
  const bytes = Buffer.from(text)
  /** Pieces of random lengths from a fixed seed. */
  const random = (): Buffer[] => {
    const pieces: Buffer[] = []
    let seed = 7
    for (let at = 0; at < bytes.length; ) {
      seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31
      pieces.push(bytes.subarray(at, at + 1 + (seed % 60)))
      at += 1 + (seed % 60)
    }
    return pieces
  }
  const ways = {
    'in one write': [text],
    'byte by byte': Array.from(bytes, byte => Buffer.of(byte)),
    'in random bytes': random(),
    'UTF-16 unit by unit': text.split(''),
  }
  test.each(Object.entries(ways))('%s', async (_, pieces) => {
    const echo = createEcho()
    const said = await speak(pieces, {}, echo)
    expect(squeezed(said)).toBe(squeezed(text))
    expect(said).toBe(await speak([text]))
    expect(echo.sent.length).toBeGreaterThan(10)
  })
})

test('live pace speaks what is there before the text has ended', async () => {
  const stream = createSpeechStream({ client: createEcho().client, ...options, pace: 'live' })
  const chunks: string[] = []
  stream.on('data', chunk => chunks.push(heard(chunk)))
  stream.write('First comes this, in a sentence that goes on for quite a while. And then comes another, which')
  await vi.waitFor(() => expect(chunks.join('')).toContain('First comes this'))
  stream.end(' ends.')
  await vi.waitFor(() =>
    expect(squeezed(chunks.join(''))).toBe(
      'Firstcomesthis,inasentencethatgoesonforquiteawhile.Andthencomesanother,whichends.',
    ),
  )
})

describe('ways to read it', () => {
  test('for await', async () => {
    const stream = createSpeechStream({ client: createEcho().client, ...options })
    stream.end(sentences(3))
    const chunks: Buffer[] = []
    for await (const chunk of stream) chunks.push(chunk)
    expect(squeezed(heard(Buffer.concat(chunks)))).toBe(squeezed(sentences(3)))
  })

  test('compose', async () => {
    const stream = Readable.from(['Be ', 'loud.']).compose(
      createSpeechStream({ client: createEcho().client, ...options }),
    )
    expect(heard(await collect(stream as AsyncIterable<Uint8Array>))).toBe('Be loud.')
  })

  test('Duplex.toWeb', async () => {
    const { readable, writable } = Duplex.toWeb(createSpeechStream({ client: createEcho().client, ...options }))
    const writer = writable.getWriter()
    void writer.write(sentences(3)).then(() => writer.close())
    expect(squeezed(heard(await collect(readable)))).toBe(squeezed(sentences(3)))
  })
})

test('a slow sink keeps the requests within the look-ahead', async () => {
  const echo = createEcho()
  let most = 0
  let finished = 0
  const sink = new Writable({
    highWaterMark: 1,
    write: (chunk, _, callback) => {
      finished += heard(chunk).split('so on.').length - 1
      most = Math.max(most, echo.sent.length - finished)
      setImmediate(callback)
    },
  })
  const stream = createSpeechStream({ client: echo.client, ...options, maxLength: 50, concurrency: 3, lookahead: 6 })
  await pipeline(Readable.from([sentences(100)]), stream, sink)
  expect(echo.sent.length).toBeGreaterThanOrEqual(100)
  expect(most).toBeGreaterThan(1)
  expect(most).toBeLessThanOrEqual(6 + 2)
})

test('a writer waits until its text is taken', async () => {
  const stream = createSpeechStream({ client: createEcho().client, ...options })
  let written = false
  stream.write(sentence(1), () => {
    written = true
  })
  expect(stream.writableNeedDrain).toBe(true)
  await new Promise(resolve => setImmediate(resolve))
  expect(written).toBe(false)
  stream.end()
  await collect(stream)
  expect(written).toBe(true)
})

test('nothing is asked for before it is read', async () => {
  const echo = createEcho()
  const stream = createSpeechStream({ client: echo.client, ...options })
  stream.end('Hello.')
  await new Promise(resolve => setImmediate(resolve))
  expect(echo.sent).toEqual([])
  expect(heard(await collect(stream))).toBe('Hello.')
})

test.each([
  ['nothing', []],
  ['only spaces', [' \n ']],
])('%s is an error, not silence', async (_, pieces) => {
  await expect(speak(pieces)).rejects.toMatchObject({ name: 'InvalidRequestError', message: /^text: / })
})
