import { createSpeechServer } from '@outloud/server'
import { collect, createToneEngine, toneOf } from '@outloud/testing'
import { expect, test } from 'vitest'
import { speechRequest } from '../test/requests.ts'

const input = 'A steady tone.'

async function samplesOf(sampleRate: number, chunk: number): Promise<Int16Array> {
  const server = createSpeechServer({ engine: createToneEngine({ sampleRate, chunk }) })
  const { body } = await server.fetch(speechRequest({ input, response_format: 'pcm' }))
  return new Int16Array((await collect(body!)).buffer)
}

test.each([8_000, 16_000, 22_050])('%d Hz becomes 24 000 Hz: as long, as high, in place', async rate => {
  const { samples: expected, frequency } = toneOf(input)
  // What the lower rate cannot carry would not come through.
  expect(frequency).toBeLessThan(3_500)
  const samples = await samplesOf(rate, 0.05)
  expect(samples.length).toBe(expected.length)
  // Away from the ends, where a filter rings.
  const worst = samples.slice(1_000, -1_000).reduce((most, sample, at) => {
    return Math.max(most, Math.abs(sample - (expected[at + 1_000] ?? 0)))
  }, 0)
  expect(worst).toBeLessThan(120)
})

test('however it is cut into chunks', async () => {
  expect(await samplesOf(22_050, 0.01)).toEqual(await samplesOf(22_050, 10))
})
