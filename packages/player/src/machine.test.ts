import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { SpeechStatus } from './index.ts'
import { createStage, type Stage, status, until } from './stage.fixture.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const text = 'One short sentence. Another one follows it, a little longer. The third is the last of all.'
const never = () => new Promise<never>(() => {})
const refuse = async () => Response.json({ error: { message: 'No.' } }, { status: 400 })

/** How a player comes to each state. */
const ways: Readonly<Record<SpeechStatus, (stage: Stage) => Promise<unknown>>> = {
  idle: async () => {},
  loading: async stage => {
    stage.answer = never
    stage.player.speak(text)
  },
  playing: async ({ player }) => {
    player.speak(text)
    await until(player, status('playing'))
  },
  paused: async ({ player }) => {
    player.speak(text)
    await until(player, status('playing'))
    player.pause()
  },
  stalled: async ({ player }) => {
    async function* pieces() {
      yield 'A first sentence that is long enough to be spoken. And a second one. '
      await never()
    }
    player.speak(pieces())
    await until(player, status('stalled'))
  },
  blocked: async ({ player, sink }) => {
    sink.allowed = false
    player.speak(text)
    await until(player, status('blocked'))
  },
  ended: async ({ player }) => {
    player.speak(text)
    await until(player, status('ended'))
  },
  error: async stage => {
    stage.answer = refuse
    stage.player.speak(text)
    await until(stage.player, status('error'))
    stage.answer = undefined
  },
}

/** What happens to it, by itself or from outside. `until` is what the last column waits for. */
const events: Readonly<Record<string, (stage: Stage) => void>> = {
  speak: ({ player, sink }) => {
    sink.allowed = true
    player.speak(text)
  },
  play: ({ player, sink }) => {
    sink.allowed = true
    player.play()
  },
  pause: ({ player }) => player.pause(),
  stop: ({ player }) => player.stop(),
  retry: ({ player }) => player.retry(),
  seek: ({ player }) => player.seek(0.5),
  'play refused': ({ player, sink }) => {
    sink.allowed = false
    player.play()
  },
  'paused from outside': ({ sink }) => sink.tracks.at(-1)?.listener.onPause(),
  'sink taken': ({ another, sink }) => another({ sink }).speak('Something else.'),
  'device gone': ({ sink }) => sink.tracks.at(-1)?.listener.onError(new Error('No device')),
}

const states = Object.keys(ways) as SpeechStatus[]
const same = undefined

/** Where each event leads at once, by state; `same` is nowhere. */
const table: Readonly<Record<string, Readonly<Record<SpeechStatus, SpeechStatus | undefined>>>> = {
  speak: row('loading', 'loading', 'loading', 'loading', 'loading', 'loading', 'loading', 'loading'),
  play: row(same, same, same, 'playing', same, 'loading', 'playing', same),
  pause: row(same, 'paused', 'paused', same, 'paused', same, same, same),
  stop: row(same, 'idle', 'idle', 'idle', 'idle', 'idle', 'idle', 'idle'),
  retry: row(same, same, same, same, same, same, same, 'loading'),
  seek: row(same, same, same, same, same, same, 'paused', same),
  'play refused': row(same, same, same, 'blocked', same, 'blocked', 'blocked', same),
  'paused from outside': row(same, 'paused', 'paused', same, 'paused', same, same, same),
  'sink taken': row(same, 'idle', 'idle', 'idle', 'idle', 'idle', same, same),
  'device gone': row(same, 'error', 'error', 'error', 'error', 'error', same, same),
}

function row(...to: readonly (SpeechStatus | undefined)[]) {
  return Object.fromEntries(states.map((state, index) => [state, to[index]])) as Record<
    SpeechStatus,
    SpeechStatus | undefined
  >
}

describe.each(states)('%s', from => {
  test.each(Object.keys(events))('%s', async event => {
    const stage = createStage()
    await ways[from](stage)
    const before = stage.player.getSnapshot()
    expect(before.status).toBe(from)
    events[event]?.(stage)
    // A refused `play()` is known once its promise was looked at.
    await Promise.resolve()
    await Promise.resolve()
    const to = table[event]?.[from]
    expect(stage.player.getSnapshot().status).toBe(to ?? from)
    if (to === undefined && event !== 'seek') expect(stage.player.getSnapshot()).toEqual(before)
  })
})

test('what moves goes back from stalled to playing, and stands still again', async () => {
  const { player, history } = createStage()
  async function* pieces() {
    for (let index = 0; index < 3; index++) {
      yield `Sentence number ${index} is long enough to be spoken by itself. And a little more. `
      await new Promise(resolve => setTimeout(resolve, 30_000))
    }
  }
  player.speak(pieces())
  await until(player, status('ended'))
  expect(history.filter(status => status === 'stalled').length).toBeGreaterThan(1)
  expect(history.join(' ')).toMatch(/^idle loading( playing stalled)+( playing)? ended$/)
})
