import { once } from 'node:events'
import { createServer, get } from 'node:http'
import type { AddressInfo } from 'node:net'
import { PassThrough, Readable, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createSpeechStream } from '@outloud/node-stream'
import { describe, expect, test, vi } from 'vitest'
import { createEcho, type Echo, heard, sentence, sentences } from './stream/echo.fixture.ts'

const options = { format: 'pcm', maxLength: 50, concurrency: 4 } as const

/** Answers the first texts and leaves the others open until they are aborted. */
const answersFirst = (count: number) => {
  let asked = 0
  return createEcho((_, signal) => {
    if (asked++ < count) return
    return new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason)))
  })
}

/** Nothing is in flight soon, and nothing is started after that. */
async function isQuiet(echo: Echo): Promise<void> {
  await vi.waitFor(() => expect(echo.running()).toBe(0), { timeout: 100, interval: 5 })
  const { length } = echo.sent
  // A turn for whatever would still start something.
  for (let turn = 0; turn < 20; turn++) await new Promise(resolve => setImmediate(resolve))
  expect(echo.sent).toHaveLength(length)
  expect(length).toBeLessThan(20)
  expect(echo.running()).toBe(0)
}

describe('whoever leaves, stops the requests', () => {
  test('destroy', async () => {
    const echo = answersFirst(2)
    const stream = createSpeechStream({ client: echo.client, ...options })
    stream.on('data', () => {})
    stream.end(sentences(50))
    await vi.waitFor(() => expect(echo.running()).toBe(4))
    stream.destroy()
    await isQuiet(echo)
  })

  test('a signal, whose reason the stream gives', async () => {
    const echo = answersFirst(2)
    const controller = new AbortController()
    const reason = new Error('Never mind')
    const stream = createSpeechStream({ client: echo.client, ...options, signal: controller.signal })
    const outcome = pipeline(Readable.from([sentences(50)]), stream, new PassThrough().resume()).catch(error => error)
    await vi.waitFor(() => expect(echo.running()).toBe(4))
    controller.abort(reason)
    expect(await outcome).toBe(reason)
    await isQuiet(echo)
  })

  test('a sink that fails', async () => {
    const echo = answersFirst(4)
    const full = new Error('The disk is full')
    const sink = new Writable({ write: (_chunk, _encoding, callback) => callback(full) })
    const stream = createSpeechStream({ client: echo.client, ...options })
    await expect(pipeline(Readable.from([sentences(50)]), stream, sink)).rejects.toBe(full)
    await isQuiet(echo)
  })

  test('an upstream that fails', async () => {
    const echo = answersFirst(1)
    const broken = new Error('The file is gone')
    const source = async function* () {
      yield 'This is the first sentence of a text that will never see its end. And this is the second one of it, '
      await vi.waitFor(() => expect(echo.sent.length).toBeGreaterThan(0))
      throw broken
    }
    const stream = createSpeechStream({ client: echo.client, ...options, pace: 'live' })
    await expect(pipeline(source, stream, new PassThrough().resume())).rejects.toBe(broken)
    await isQuiet(echo)
  })

  test('an HTTP client that goes away', async () => {
    const echo = answersFirst(2)
    const outcomes: Promise<unknown>[] = []
    const server = createServer((_request, response) => {
      const stream = createSpeechStream({ client: echo.client, ...options })
      outcomes.push(pipeline(Readable.from([sentences(50)]), stream, response).catch((error: unknown) => error))
    }).listen(0, '127.0.0.1')
    try {
      await once(server, 'listening')
      const request = get(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
      const [response] = await once(request, 'response')
      await once(response, 'data')
      await vi.waitFor(() => expect(echo.running()).toBe(4))
      response.destroy()
      expect(await outcomes[0]).toMatchObject({ code: 'ERR_STREAM_PREMATURE_CLOSE' })
      await isQuiet(echo)
    } finally {
      server.close()
    }
  })

  test('a reader that breaks off', async () => {
    const echo = answersFirst(4)
    const stream = createSpeechStream({ client: echo.client, ...options })
    stream.end(sentences(50))
    for await (const _ of stream) break
    await isQuiet(echo)
  })
})

describe('a segment that fails', () => {
  const failing = (number: number) =>
    createEcho(input => {
      if (input.includes(`Sentence ${number}:`)) throw new TypeError('fetch failed')
    })

  /** All that was read, and the error that ended it. */
  async function read(stream: AsyncIterable<Buffer>): Promise<{ said: string; error: unknown }> {
    const chunks: Buffer[] = []
    try {
      for await (const chunk of stream) {
        chunks.push(chunk)
        // Slowly, so that whatever runs ahead has met the error by now.
        for (let turn = 0; turn < 20; turn++) await new Promise(resolve => setImmediate(resolve))
      }
      return { said: heard(Buffer.concat(chunks)), error: undefined }
    } catch (error) {
      return { said: heard(Buffer.concat(chunks)), error }
    }
  }

  test('comes after everything before it, and is named', async () => {
    const stream = createSpeechStream({ client: failing(7).client, ...options })
    stream.end(sentences(20))
    const { said, error } = await read(stream)
    expect(said.match(/Sentence \d+/g)).toEqual(Array.from({ length: 7 }, (_, at) => `Sentence ${at}`))
    expect(error).toMatchObject({ name: 'NetworkError', segment: { index: 7, start: sentence(0).length * 7 } })
    expect((error as { segment: { text: string } }).segment.text).toBe(sentence(7).trim())
  })

  test('is skipped, and everything else is said, once', async () => {
    const echo = failing(7)
    const stream = createSpeechStream({ client: echo.client, ...options, onError: 'skip' })
    const indexes: number[] = []
    stream.on('segment', ({ index }) => indexes.push(index))
    stream.end(sentences(20))
    const { said, error } = await read(stream)
    expect(error).toBeUndefined()
    const others = Array.from({ length: 20 }, (_, at) => `Sentence ${at}`).filter(name => name !== 'Sentence 7')
    expect(said.match(/Sentence \d+/g)).toEqual(others)
    expect(indexes).toEqual(Array.from({ length: 20 }, (_, at) => at).filter(at => at !== 7))
  })

  test('may be the last, and is skipped too', async () => {
    const stream = createSpeechStream({ client: failing(3).client, ...options, onError: 'skip' })
    stream.end(sentences(4))
    expect((await read(stream)).said.match(/Sentence \d+/g)).toHaveLength(3)
  })

  test('is decided about with the error, the index and the text', async () => {
    const asked: unknown[] = []
    const onError = async (error: Error, { index, text }: { index: number; text: string }) => {
      asked.push([error.name, index, text])
      return index < 5 ? ('skip' as const) : ('stop' as const)
    }
    const echo = createEcho(input => {
      if (/Sentence [37]:/.test(input)) throw new TypeError('fetch failed')
    })
    const stream = createSpeechStream({ client: echo.client, ...options, onError })
    stream.end(sentences(20))
    const { said, error } = await read(stream)
    expect(said.match(/\d+/g)).toEqual(['0', '1', '2', '4', '5', '6'])
    expect(asked).toEqual([
      ['NetworkError', 3, sentence(3).trim()],
      ['NetworkError', 7, sentence(7).trim()],
    ])
    expect(error).toMatchObject({ segment: { index: 7, start: sentence(0).length * 7 } })
  })
})
