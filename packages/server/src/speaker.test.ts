import { audioFormats } from '@outloud/core'
import { createSpeechServer, type Engine, type EngineChunk } from '@outloud/server'
import { collect, createToneEngine, toneOf } from '@outloud/testing'
import { describe, expect, test } from 'vitest'
import { deferred, errorOf, speechRequest } from '../test/requests.ts'

const chunk = (length = 4_800): EngineChunk => ({ samples: new Int16Array(length).fill(1_000), sampleRate: 24_000 })

/** An engine that speaks what it is given. */
const engineOf = (speak: Engine['speak']): Engine => ({ ...createToneEngine(), speak })

const pcm = { input: 'A text of more than two chunks.', response_format: 'pcm' }

describe('audio is sent while it is made', () => {
  test.each(Object.keys(audioFormats))('%s: bytes come while the engine is still speaking', async response_format => {
    const { resolve: open, promise: opened } = deferred()
    const engine = createToneEngine({ before: (_, index) => (index === 10 ? opened : undefined) })
    const input = 'A text that is long enough to make every encoder give some of it, before it has seen the end.'
    const { body } = await createSpeechServer({ engine }).fetch(speechRequest({ input, response_format }))
    const reader = body!.getReader()
    const { value } = await reader.read()
    expect(value!.length).toBeGreaterThan(0)
    open()
    reader.releaseLock()
    expect((await collect(body!)).length).toBeGreaterThan(0)
  })

  test('and no faster than it is read', async () => {
    let made = 0
    const engine = createToneEngine({ before: () => void made++, chunk: 0.1, secondsPerCharacter: 1 })
    const { body } = await createSpeechServer({ engine }).fetch(speechRequest(pcm))
    const reader = body!.getReader()
    for (let read = 1; read <= 20; read++) {
      await reader.read()
      // An engine that was asked for more would have given it by then.
      await new Promise(setImmediate)
      expect(made).toBeLessThanOrEqual(read + 2)
    }
    await reader.cancel()
  })

  test('until it is whole, at any speed and voice', async () => {
    const server = createSpeechServer({ engine: createToneEngine() })
    const { body } = await server.fetch(speechRequest({ ...pcm, speed: 2, voice: 'nova' }))
    const { samples } = toneOf(pcm.input, { speed: 2, voice: 'nova' })
    expect(new Int16Array((await collect(body!)).buffer)).toEqual(samples)
  })
})

describe('an engine that fails', () => {
  const failure = new Error('a secret path: /root/voice.bin')

  test.each<[string, Engine['speak']]>([
    [
      'when it is called',
      () => {
        throw failure
      },
    ],
    [
      'before its first chunk',
      // biome-ignore lint/correctness/useYield: it fails before
      async function* () {
        throw failure
      },
    ],
    [
      'after a chunk without a sample',
      async function* () {
        yield chunk(0)
        throw failure
      },
    ],
  ])('%s: a 500 that keeps to itself why, told to onError with the id', async (_, speak) => {
    for (const response_format of Object.keys(audioFormats)) {
      const told: unknown[] = []
      const server = createSpeechServer({ engine: engineOf(speak), onError: (...failed) => told.push(failed) })
      const response = await server.fetch(speechRequest({ ...pcm, response_format }))
      const requestId = response.headers.get('x-request-id')
      expect(await errorOf(response)).toEqual({
        status: 500,
        message: 'The engine failed to speak this text',
        type: 'server_error',
        code: 'engine_failed',
        param: null,
      })
      expect(told).toEqual([[failure, { requestId }]])
    }
  })

  test('without any sound: a 500, never an empty 200', async () => {
    for (const response_format of Object.keys(audioFormats)) {
      const told: unknown[] = []
      const speak: Engine['speak'] = async function* () {
        yield chunk(0)
      }
      const server = createSpeechServer({ engine: engineOf(speak), onError: error => told.push(error) })
      expect((await server.fetch(speechRequest({ ...pcm, response_format }))).status).toBe(500)
      expect(told).toEqual([new Error('The engine made no audio')])
    }
  })

  test.each(Object.keys(audioFormats))('later: %s breaks, it does not end', async response_format => {
    const { resolve: open, promise: opened } = deferred()
    const told: unknown[] = []
    const speak: Engine['speak'] = async function* () {
      for (let index = 0; index < 10; index++) yield chunk()
      await opened
      throw failure
    }
    const server = createSpeechServer({ engine: engineOf(speak), onError: (...failed) => told.push(failed) })
    const response = await server.fetch(speechRequest({ ...pcm, response_format }))
    expect(response.status).toBe(200)
    const requestId = response.headers.get('x-request-id')
    open()
    await expect(collect(response.body!)).rejects.toBe(failure)
    expect(told).toEqual([[failure, { requestId }]])
  })

  test('to keep its sample rate breaks the audio', async () => {
    const speak: Engine['speak'] = async function* () {
      yield chunk()
      yield { ...chunk(), sampleRate: 16_000 }
    }
    const { body } = await createSpeechServer({ engine: engineOf(speak) }).fetch(speechRequest(pcm))
    await expect(collect(body!)).rejects.toThrow('changed its sample rate from 24000 to 16000 Hz')
  })
})
