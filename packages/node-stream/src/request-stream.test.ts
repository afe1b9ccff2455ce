import { Readable } from 'node:stream'
import { createSpeechClient } from '@outloud/core'
import { createRequestStream } from '@outloud/node-stream'
import { expect, test } from 'vitest'
import { sentences } from './stream/echo.fixture.ts'

const read = async (pieces: readonly unknown[], options?: Parameters<typeof createRequestStream>[0]) =>
  Readable.from(pieces).pipe(createRequestStream(options)).toArray()

test('a request for each segment, with every field of it', async () => {
  const text = sentences(20)
  const bodies = await read([text], { voice: 'nova', format: 'opus', maxLength: 100, body: { seed: 1 } })
  expect(
    bodies
      .map(({ input }) => input)
      .join('')
      .replace(/\s/g, ''),
  ).toBe(text.replace(/\s/g, ''))
  expect(bodies.length).toBeGreaterThan(5)
  for (const { input, ...rest } of bodies) {
    expect(input.length).toBeLessThanOrEqual(100)
    expect(rest).toEqual({ model: 'tts-1', voice: 'nova', response_format: 'opus', speed: 1, seed: 1 })
  }
})

test('what a client would send for that text', async () => {
  const text = sentences(200)
  const { requests } = await createSpeechClient().plan(text, { maxLength: 500 })
  expect(await read([text], { maxLength: 500 })).toEqual(requests)
})

test.each(['file', 'live'] as const)('at %s pace, the same however the text comes', async pace => {
  const text = sentences(30)
  const bytes = Array.from(Buffer.from(text), byte => Buffer.of(byte))
  const options = { pace, maxLength: 120 }
  const whole = await read([text], options)
  expect(whole.length).toBeGreaterThan(5)
  expect(await read(bytes, options)).toEqual(whole)
  expect(await read(text.split(''), options)).toEqual(whole)
})

test('at live pace, before the text has ended', async () => {
  const stream = createRequestStream({ pace: 'live' })
  stream.write('First comes this, in a sentence that goes on for quite a while. And then comes another, which')
  const { value } = await stream[Symbol.asyncIterator]().next()
  expect(value.input).toContain('First comes this')
  stream.destroy()
})

test('options that no server could take are refused by name', () => {
  expect(() => createRequestStream({ speed: 9 })).toThrow(/^speed: /)
})

test('so is what is no text', async () => {
  await expect(read([{ pause: 1 }])).rejects.toThrow(/^text: expected strings or bytes/)
  await expect(read([7])).rejects.toThrow(/^text: expected a string, bytes/)
})

test('a signal ends it with its reason', async () => {
  const controller = new AbortController()
  const reason = new Error('Never mind')
  const stream = createRequestStream({ signal: controller.signal })
  const outcome = stream.toArray().catch((error: unknown) => error)
  controller.abort(reason)
  expect(await outcome).toBe(reason)
})
