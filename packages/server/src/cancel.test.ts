import { audioFormats } from '@outloud/core'
import { createSpeechServer, type Engine } from '@outloud/server'
import { collect, createToneEngine } from '@outloud/testing'
import { expect, test } from 'vitest'
import { deferred, speechRequest } from '../test/requests.ts'

const pcm = { input: 'A text of more than two chunks.', response_format: 'pcm' }

/** A server whose engine waits for ever at a chunk, and what became of it. */
function waiting({ at }: { at: number }) {
  const { resolve: open, promise: opened } = deferred()
  const stopped = deferred()
  const told: unknown[] = []
  const seen: { signal: AbortSignal | undefined } = { signal: undefined }
  const tones = createToneEngine({
    before: (_, index) => {
      if (index !== at) return
      open()
      return new Promise(() => {})
    },
  })
  const engine: Engine = {
    ...tones,
    speak: async function* (text, request) {
      seen.signal = request.signal
      try {
        yield* tones.speak(text, request)
      } finally {
        stopped.resolve()
      }
    },
  }
  const server = createSpeechServer({ engine, onError: error => told.push(error) })
  return { server, waits: opened, stopped: stopped.promise, told, seen }
}

test('before the first audio: fetch rejects with its reason and the engine stops', async () => {
  const { server, waits, stopped, told } = waiting({ at: 0 })
  const controller = new AbortController()
  const answer = server.fetch(speechRequest(pcm, { signal: controller.signal }))
  answer.catch(() => {})
  await waits
  const reason = new Error('gone')
  controller.abort(reason)
  await expect(answer).rejects.toBe(reason)
  await stopped
  expect(told).toEqual([])
})

test.each(Object.keys(audioFormats))(
  'while %s is read: it breaks with the reason, the engine stops',
  async response_format => {
    const { server, waits, stopped, told } = waiting({ at: 20 })
    const controller = new AbortController()
    const input = pcm.input.repeat(10)
    const request = speechRequest({ input, response_format }, { signal: controller.signal })
    const audio = collect((await server.fetch(request)).body!)
    audio.catch(() => {})
    await waits
    const reason = new Error('gone')
    controller.abort(reason)
    await expect(audio).rejects.toBe(reason)
    await stopped
    expect(told).toEqual([])
  },
)

test.each(Object.keys(audioFormats))('by cancelling %s while a read waits: the engine stops', async response_format => {
  const { server, waits, stopped, told, seen } = waiting({ at: 20 })
  const { body } = await server.fetch(speechRequest({ input: pcm.input.repeat(10), response_format }))
  const reader = body!.getReader()
  const reading = (async () => {
    for (;;) if ((await reader.read()).done) return
  })()
  await waits
  const reason = new Error('enough')
  await reader.cancel(reason)
  await Promise.all([stopped, reading])
  expect(seen.signal!.reason).toBe(reason)
  expect(told).toEqual([])
})

test('by cancelling between two reads: the engine stops', async () => {
  const { server, stopped, seen } = waiting({ at: 20 })
  const { body } = await server.fetch(speechRequest(pcm))
  const reader = body!.getReader()
  await reader.read()
  expect(seen.signal!.aborted).toBe(false)
  await reader.cancel()
  await stopped
  expect(seen.signal!.aborted).toBe(true)
})

test.each(Object.keys(audioFormats))(
  'while nobody reads %s: the engine stops, and who reads on is told',
  async format => {
    const input = pcm.input.repeat(10)
    for (const how of ['aborting', 'closing']) {
      const { server, stopped, told } = waiting({ at: 20 })
      const controller = new AbortController()
      const request = speechRequest({ input, response_format: format }, { signal: controller.signal })
      const { body } = await server.fetch(request)
      if (how === 'aborting') controller.abort(new Error('gone'))
      else await server.close()
      await stopped
      await expect(collect(body!)).rejects.toThrow(how === 'aborting' ? 'gone' : 'This server was closed')
      expect(told).toEqual([])
    }
  },
)

test('before it is heard: a request that is aborted already is not spoken', async () => {
  const { server, seen } = waiting({ at: 20 })
  const signal = AbortSignal.abort(new Error('gone'))
  await expect(server.fetch(speechRequest(pcm, { signal }))).rejects.toThrow('gone')
  expect(seen.signal).toBeUndefined()
})

test('once the audio has ended, nothing listens to its signal any more', async () => {
  const { signal } = new AbortController()
  const request = speechRequest(pcm, { signal })
  let listening = 0
  const { addEventListener, removeEventListener } = request.signal
  const count =
    (by: number, call: typeof addEventListener): typeof addEventListener =>
    (...args) => {
      listening += by
      call.apply(request.signal, args as Parameters<typeof addEventListener>)
    }
  request.signal.addEventListener = count(1, addEventListener)
  request.signal.removeEventListener = count(-1, removeEventListener)
  const { body } = await createSpeechServer({ engine: createToneEngine() }).fetch(request)
  expect(listening).toBe(1)
  await collect(body!)
  expect(listening).toBe(0)
})
