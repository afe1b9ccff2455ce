import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createSpeechClient, type Fetch } from '@outloud/core'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'

/** A server that sends `chunks` of samples and then waits; it counts what came and what was hung up on. */
let received = 0
let hungUp = 0
let chunks = 1
let end = true
const server = createServer((_request, response) => {
  received++
  response.on('close', () => {
    if (!response.writableFinished) hungUp++
  })
  for (let index = 0; index < chunks; index++) response.write(Buffer.alloc(4_800, 0x80))
  if (end) response.end()
})
beforeEach(async () => {
  received = 0
  hungUp = 0
  chunks = 1
  end = true
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
})
afterEach(async () => {
  server.closeAllConnections()
  await new Promise(resolve => server.close(resolve))
})

function speak(signal?: AbortSignal) {
  const baseURL = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
  return createSpeechClient({ baseURL, retry: false }).synthesize('Hi.', { format: 'pcm', signal })
}

describe('a speech is lazy', () => {
  test('nothing is sent before it is read', async () => {
    speak().stream()
    await new Promise(resolve => setTimeout(resolve, 30))
    expect(received).toBe(0)
  })

  test('it is read once', async () => {
    const speech = speak()
    await speech.bytes()
    await expect(speech.bytes()).rejects.toThrow(TypeError)
    expect(() => speech.stream()).toThrow(/read already/)
    expect(received).toBe(1)
  })
})

describe('the same bytes in every shape', () => {
  test('bytes, blob, stream, iteration', async () => {
    const expected = new Uint8Array(4_800).fill(0x80)
    expect(await speak().bytes()).toEqual(expected)
    const blob = await speak().blob()
    expect(blob.type).toBe('audio/pcm')
    expect(new Uint8Array(await blob.arrayBuffer())).toEqual(expected)
    expect(new Uint8Array(await new Response(speak().stream()).arrayBuffer())).toEqual(expected)
    const iterated: number[] = []
    for await (const bytes of speak()) iterated.push(...bytes)
    expect(new Uint8Array(iterated)).toEqual(expected)
  })
})

describe('leaving early hangs up', () => {
  beforeEach(() => {
    end = false
  })

  test('breaking out of a loop', async () => {
    for await (const _ of speak()) break
    await vi.waitFor(() => expect(hungUp).toBe(1))
  })

  test('cancelling the stream, also while a read is waiting', async () => {
    chunks = 0
    const reader = speak().stream().getReader()
    const waiting = reader.read()
    await vi.waitFor(() => expect(received).toBe(1))
    await reader.cancel()
    await waiting
    await vi.waitFor(() => expect(hungUp).toBe(1))
  })

  test('aborting: the reason comes back untouched', async () => {
    chunks = 0
    const controller = new AbortController()
    const bytes = speak(controller.signal).bytes()
    await vi.waitFor(() => expect(received).toBe(1))
    const reason = { my: 'reason' }
    controller.abort(reason)
    await expect(bytes).rejects.toBe(reason)
    await vi.waitFor(() => expect(hungUp).toBe(1))
  })

  test('a signal that is aborted already: nothing is sent', async () => {
    await expect(speak(AbortSignal.abort('no')).bytes()).rejects.toBe('no')
    expect(received).toBe(0)
  })
})

test.each([
  ['as long as it says', 2 ** 21],
  ['longer than it says', 2 ** 21 - 1_000],
  // The last piece would fit where the one before it did not.
  ['longer than it says by more than its last piece', 2 ** 21 - 70_000],
  ['of no said length', undefined],
  ['said to be longer than any may be', 2 ** 40],
])('a long answer comes whole, %s', async (_, announced) => {
  const samples = new Uint8Array(2 ** 21).map((_, index) => 0x80 + (index % 97))
  const fetch: Fetch = async () => {
    const body = new ReadableStream({
      start: stream => {
        for (let at = 0; at < samples.length; at += 70_000) stream.enqueue(samples.slice(at, at + 70_000))
        stream.close()
      },
    })
    // Where something in between inflated it, the length that is said is another.
    return new Response(body, announced === undefined ? {} : { headers: { 'content-length': `${announced}` } })
  }
  const spoken = createSpeechClient({ fetch, retry: false }).synthesize('Hi.', { format: 'pcm' }).bytes()
  if ((announced ?? 0) > samples.length) await expect(spoken).rejects.toMatchObject({ reason: 'truncated' })
  else expect(Buffer.from(await spoken).equals(samples)).toBe(true)
})
