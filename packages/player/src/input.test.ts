import { readFileSync } from 'node:fs'
import { type AudioFormat, audioFormats, createSpeechClient, isSpeechError } from '@outloud/core'
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { createStage, status, until } from './stage.fixture.ts'

const formats = Object.keys(audioFormats) as AudioFormat[]
const tape = (format: string) => readFileSync(new URL(`../../testing/fixtures/tone.${format}`, import.meta.url))

beforeAll(async () => {
  // What core knows of a format is loaded before any clock is held.
  for (const format of formats) {
    const client = createSpeechClient({ fetch: async () => new Response(tape(format)) })
    await client.synthesize('Once.', { format }).bytes()
  }
})
beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test.each(formats)('a Blob of %s is played without a request', async format => {
  const { player, sink, arrivals } = createStage()
  const open = vi.spyOn(sink, 'open')
  const bytes = tape(format)
  player.speak(new Blob([bytes], { type: audioFormats[format].type }))
  await until(player, status('ended'))
  expect(open.mock.lastCall?.[0].format).toBe(format)
  expect(sink.track.bytes).toBe(bytes.length)
  expect(arrivals).toHaveLength(0)
  expect(player.getSnapshot()).toMatchObject({ text: '', downloaded: true, error: undefined })
  expect((await player.toBlob()).type).toBe(format === 'pcm' ? 'audio/wav' : audioFormats[format].type)
})

test('a Response is played while it comes, under any name of its format', async () => {
  const { player, sink } = createStage()
  const body = new ReadableStream<Uint8Array>({
    start: controller => controller.enqueue(new Uint8Array(tape('wav').subarray(0, 20_000))),
  })
  player.speak(new Response(body, { headers: { 'content-type': 'audio/x-wav' } }))
  await until(player, status('playing'))
  expect(sink.track.bytes).toBe(20_000)
  expect(player.getSnapshot().downloaded).toBe(false)
  player.stop()
})

const responses: Readonly<Record<string, readonly [() => Response, string]>> = {
  'an error': [() => Response.json({ error: { message: 'No.' } }, { status: 429 }), 'APIError'],
  'a web page': [() => new Response('<html>', { headers: { 'content-type': 'text/html' } }), 'InvalidResponseError'],
  'an mp3 that calls itself wav': [
    () => new Response(tape('mp3'), { headers: { 'content-type': 'audio/wav' } }),
    'InvalidResponseError',
  ],
  'half a file': [
    () => new Response(tape('wav').subarray(0, 9_000), { headers: { 'content-type': 'audio/wav' } }),
    'InvalidResponseError',
  ],
}

test.each(Object.keys(responses))('a Response that is %s is an error', async name => {
  const { player } = createStage()
  const [response, wanted] = responses[name] ?? []
  player.speak(response?.() ?? '')
  const { error } = await until(player, status('error'))
  expect(isSpeechError(error) && error.name).toBe(wanted)
})

test('a Response is read once; a Blob as often as it is retried', async () => {
  const { player } = createStage()
  const response = new Response(tape('wav'), { headers: { 'content-type': 'audio/wav' } })
  await response.arrayBuffer()
  player.speak(response)
  expect((await until(player, status('error'))).error).toMatchObject({
    message: expect.stringContaining('a Response that nobody has read'),
  })
  player.speak(new Blob(['not audio'], { type: 'audio/wav' }))
  const { error } = await until(player, status('error'))
  player.retry()
  const second = await until(player, status('error'))
  expect(second.error).not.toBe(error)
  expect(second.error).toMatchObject({ name: 'InvalidResponseError' })
})

test('a format that cannot be joined is asked for as one answer', async () => {
  const { player, arrivals, sink } = createStage()
  const open = vi.spyOn(sink, 'open')
  const text = 'One sentence is here. Another one follows. And a third one ends it.'
  vi.useRealTimers()
  player.speak(text, { format: 'opus' })
  await vi.waitFor(() => expect(player.getSnapshot().downloaded).toBe(true), 10_000)
  player.stop()
  expect(open.mock.lastCall?.[0].format).toBe('opus')
  expect(arrivals.map(({ input }) => input)).toEqual([text])
})
