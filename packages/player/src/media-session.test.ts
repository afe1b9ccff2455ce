import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createStage, status, until } from './stage.fixture.ts'

/** What a browser offers, as far as it goes. */
function createMediaSession() {
  const handlers = new Map<string, (details: { seekTime?: number; seekOffset?: number }) => void>()
  return {
    handlers,
    metadata: null as { title: string } | null,
    playbackState: 'none',
    positions: [] as { duration: number; position: number; playbackRate: number }[],
    setActionHandler(action: string, handler: (() => void) | null) {
      if (action === 'seekto' && handler !== null) throw new TypeError('Not known here')
      if (handler === null) handlers.delete(action)
      else handlers.set(action, handler)
    },
    setPositionState(state: { duration: number; position: number; playbackRate: number }) {
      this.positions.push(state)
    },
  }
}

let mediaSession: ReturnType<typeof createMediaSession>
beforeEach(() => {
  vi.useFakeTimers()
  mediaSession = createMediaSession()
  vi.stubGlobal('navigator', { mediaSession })
  vi.stubGlobal(
    'MediaMetadata',
    class {
      constructor(init: object) {
        Object.assign(this, init)
      }
    },
  )
})
afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

const text = 'One short sentence. Another one follows it, a little longer. The third is the last of all.'

test('the lock screen shows what is spoken, takes commands, and is left alone afterwards', async () => {
  const { player } = createStage()
  player.speak(text, { metadata: { title: 'A story' } })
  await until(player, status('playing'))
  expect(mediaSession).toMatchObject({ metadata: { title: 'A story' }, playbackState: 'playing' })
  expect([...mediaSession.handlers.keys()]).toEqual(['play', 'pause', 'stop', 'seekbackward', 'seekforward'])
  mediaSession.handlers.get('pause')?.({})
  expect(player.getSnapshot().status).toBe('paused')
  expect(mediaSession.playbackState).toBe('paused')
  mediaSession.handlers.get('play')?.({})
  await until(player, ({ downloaded }) => downloaded)
  mediaSession.handlers.get('seekforward')?.({ seekOffset: 1 })
  expect(player.getTime().currentTime).toBeGreaterThan(1)
  mediaSession.handlers.get('seekbackward')?.({})
  expect(player.getTime().currentTime).toBe(0)
  await until(player, status('ended'))
  expect(mediaSession).toMatchObject({ metadata: null, playbackState: 'none' })
  expect(mediaSession.handlers.size).toBe(0)
})

test('a position is told only once the duration is known', async () => {
  const { player } = createStage({ maxAhead: 1 })
  player.speak(text.repeat(3), { metadata: { title: 'A story' } })
  await until(player, () => player.getTime().currentTime > 2)
  player.pause()
  expect(mediaSession.positions).toEqual([])
  player.play()
  const { duration } = await until(player, ({ downloaded }) => downloaded)
  player.pause()
  expect(mediaSession.positions.at(-1)).toMatchObject({ duration, playbackRate: 1 })
})

test('without metadata it is left alone', async () => {
  const { player } = createStage()
  player.speak(text)
  await until(player, status('ended'))
  expect(mediaSession).toMatchObject({ metadata: null, positions: [] })
})
