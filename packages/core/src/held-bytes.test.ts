import { createSpeechClient, InvalidRequestError } from '@outloud/core'
import { expect, test } from 'vitest'

const chunk = new Uint8Array(1_000).fill(0x80)

/** A client of a server that sends as fast as it is read, and how many chunks it has sent. */
function reading(heldBytes: number | undefined) {
  const seen = { sent: 0 }
  const client = createSpeechClient({
    fetch: async () => {
      const body = new ReadableStream(
        { pull: stream => (seen.sent++ < 100 ? stream.enqueue(chunk) : stream.close()) },
        { highWaterMark: 0 },
      )
      return new Response(body)
    },
  })
  return { seen, stream: client.synthesize('Hi.', { format: 'pcm', heldBytes }).stream() }
}

/** Everything in memory that can go on has gone on by then. */
const settled = () => new Promise(resolve => setTimeout(resolve, 20))

test.each([
  ['0: what is read and one chunk', 0, 3],
  ['10 000: as many, and one chunk', 10_000, 13],
  ['by default: a short answer whole', undefined, 101],
])('heldBytes of %s is asked of the server', async (_, heldBytes, most) => {
  const { seen, stream } = reading(heldBytes)
  const reader = stream.getReader()
  await reader.read()
  await settled()
  expect(seen.sent).toBeLessThanOrEqual(most)
  expect(seen.sent).toBeGreaterThan(most - 3)
  let length = chunk.length
  for (let next = await reader.read(); !next.done; next = await reader.read()) length += next.value.length
  expect(length).toBe(100_000)
})

test('heldBytes is a whole number', () => {
  expect(() => reading(-1)).toThrow(InvalidRequestError)
  expect(() => reading(0.5)).toThrow(/heldBytes: expected a whole number from 0/)
})
