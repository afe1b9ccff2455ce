import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { piecesOf } from './pieces.ts'
import { createStage, secondsPerCharacter, status, until } from './stage.fixture.ts'

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

test('words that the server reports are taken as it says, and known before they are heard', async () => {
  const { player, arrivals } = createStage()
  const heard: number[] = []
  player.subscribe(() => {
    const { segments } = player.getSnapshot()
    for (const { words = [], startTime } of segments.slice(-1)) {
      for (const { time } of words.slice(heard.length)) heard.push(player.getTime().currentTime - startTime - time)
    }
  })
  player.speak('One two three four.', { streamFormat: 'sse' })
  const { segments } = await until(player, status('ended'))
  expect(arrivals).toHaveLength(1)
  expect(heard).toHaveLength(4)
  expect(Math.max(...heard)).toBeLessThanOrEqual(0)

  const [first] = segments
  if (first === undefined) throw new Error('There is one')
  const pieces = await piecesOf(first, 'word')
  expect(pieces.map(({ start, end }) => first.text.slice(start, end))).toEqual(['One', 'two', 'three', 'four.'])
  for (const [index, { start, startTime, endTime, precision }] of pieces.entries()) {
    expect(precision).toBe('reported')
    expect(startTime).toBeCloseTo(first.startTime + start * secondsPerCharacter)
    expect(endTime).toBeCloseTo(pieces[index + 1]?.startTime ?? first.endTime ?? 0)
  }
})

test('sentences begin with their first word, when the server reports it', async () => {
  const { player } = createStage()
  // The tone speaks all letters alike, where an estimate counts the pause at the mark.
  player.speak('One, two, three, four, five, six. Seven eight nine ten.', { streamFormat: 'sse' })
  const { segments } = await until(player, status('ended'))
  for (const segment of segments) {
    for (const { start, startTime, precision } of await piecesOf(segment, 'sentence')) {
      expect(precision).toBe('reported')
      expect(startTime).toBeCloseTo(segment.startTime + start * secondsPerCharacter)
    }
  }
})

test('reported words are kept with what was spoken, in every answer', async () => {
  const { player, arrivals } = createStage()
  const words = () => player.getSnapshot().segments.map(({ words }) => words?.map(({ start, time }) => [start, time]))
  player.speak(text, { streamFormat: 'sse' })
  await until(player, status('ended'))
  const first = words()
  expect(first.length).toBeGreaterThan(1)
  expect(first.flat()).toHaveLength(10)
  const asked = arrivals.length
  player.stop()
  player.speak(text, { streamFormat: 'sse' })
  await until(player, status('ended'))
  expect(arrivals).toHaveLength(asked)
  expect(words()).toEqual(first)
})

test('a server that tells of no words leaves them to be estimated', async () => {
  const stage = createStage()
  stage.player.speak(text)
  const { segments } = await until(stage.player, status('ended'))
  expect(segments.every(({ words }) => words === undefined)).toBe(true)
})
