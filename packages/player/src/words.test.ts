import type { Cue, SpeechClient } from '@outloud/core'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { piecesOf } from './pieces.ts'
import { createStage, status, until } from './stage.fixture.ts'

// Loaded before any clock is held.
await import('@outloud/core/text')

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const text = 'One short sentence. Another one follows it, a little longer.'

test('words are estimated within the measured segment, in order, and marked so', async () => {
  const { player } = createStage()
  player.speak(text)
  const { segments } = await until(player, status('ended'))
  const pieces = (await Promise.all(segments.map(segment => piecesOf(segment, 'word')))).flat()
  expect(pieces).toHaveLength(10)
  expect(pieces.every(({ precision }) => precision === 'estimated')).toBe(true)
  for (const [index, piece] of pieces.entries()) {
    expect(piece.endTime).toBeGreaterThan(piece.startTime)
    expect(piece.startTime).toBeGreaterThanOrEqual(pieces[index - 1]?.endTime ?? 0)
  }
  expect(pieces.at(-1)?.endTime).toBeLessThanOrEqual(segments.at(-1)?.endTime ?? 0)
})

test('words that the server reported are taken as they are', async () => {
  const { client, sink } = createStage()
  const reporting: Pick<SpeechClient, 'synthesize'> = {
    synthesize: (source, options) => {
      const speech = client.synthesize(source, options)
      const reported = async (): Promise<readonly Cue[]> =>
        (await speech.cues({ unit: 'word' })).map(cue => ({ ...cue, precision: 'reported' }))
      return { ...speech, cues: reported }
    },
  }
  const { createSpeechPlayer } = await import('./index.ts')
  const player = createSpeechPlayer({ client: reporting, sink })
  player.speak(text)
  const { segments } = await until(player, ({ segments }) => segments[0]?.words !== undefined)
  const [first] = segments
  if (first === undefined) throw new Error('There is one')
  const pieces = await piecesOf(first, 'word')
  expect(pieces.map(({ start, end }) => first.text.slice(start, end))).toEqual(first.text.split(' '))
  expect(pieces.every(({ precision }) => precision === 'reported')).toBe(true)
})
