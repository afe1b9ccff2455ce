import type { Bytes } from '@outloud/core'
import { expect, test } from 'vitest'
import { encoded } from '../test/encoded.ts'
import { bytesOf, sweep } from '../test/pcm.ts'
import { createEncode } from './index.ts'

/** So many steps of what runs without leaving this turn, in which no thread can say anything. */
const steps = async (count: number): Promise<void> => {
  for (let step = 0; step < count; step++) await null
}

// A turn later a thread may be about to start, many turns later it has started.
test.each(['mp3', 'aac', 'flac'] as const)('%s is left at once when aborted while its thread starts', async format => {
  // Loads what encodes; the rate of the second mp3 has no encoder from before.
  await encoded(sweep(480), format)
  const encode = createEncode({ bitrates: { mp3: 48_000 } })
  let isAsked = (): void => {}
  const asked = new Promise<void>(resolve => {
    isAsked = resolve
  })
  const pcm = async function* (): AsyncGenerator<Bytes, void> {
    isAsked()
    yield bytesOf(sweep(24_000))
    await new Promise(() => {})
  }
  const controller = new AbortController()
  const reason = new Error('enough')
  let end: unknown
  const next = encode(pcm(), format, { signal: controller.signal }).next()
  next.catch(error => {
    end = error
  })
  await asked
  await steps(100)
  expect(end).toBe(undefined)
  controller.abort(reason)
  await steps(100)
  expect(end).toBe(reason)
})
