import fc from 'fast-check'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { SpeechPlayer } from './index.ts'
import { isActive } from './machine.ts'
import { createFakeSink, type FakeSink } from './sink.fixture.ts'
import { createStage, type Stage } from './stage.fixture.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** Two players share a sink, a third has its own; all are exclusive. */
interface Storm extends Stage {
  readonly players: readonly SpeechPlayer[]
  readonly sinks: readonly FakeSink[]
  readonly endings: Promise<string>[]
  online: boolean
}

function createStorm(): Storm {
  const stage = createStage({ exclusive: 'interrupt', maxAhead: 1 })
  const own = createFakeSink()
  const storm: Storm = Object.assign(stage, {
    players: [
      stage.player,
      stage.another({ sink: stage.sink, exclusive: 'queue' }),
      stage.another({ sink: own, exclusive: 'interrupt' }),
    ],
    sinks: [stage.sink, own],
    endings: [],
    online: true,
  })
  // Samples at once, so that thousands of runs take seconds.
  stage.answer = async (_, { body }) => {
    if (!storm.online) throw new TypeError('fetch failed')
    return new Response(new Uint8Array(JSON.parse(String(body)).input.length * 2_400))
  }
  return storm
}

const texts = ['Short.', 'A first sentence, which is longer. A second one. And a third one that ends it all.', ' ']

/** What can be done to the first player, or the second, or the third. */
const commands: Readonly<Record<string, (player: SpeechPlayer, storm: Storm, value: number) => unknown>> = {
  speak: (player, { endings }, value) => endings.push(player.speakAsync(texts[value % 3] ?? '')),
  enqueue: (player, { endings }, value) => endings.push(player.speakAsync(texts[value % 3] ?? '', { mode: 'enqueue' })),
  play: player => player.play(),
  pause: player => player.pause(),
  toggle: player => player.toggle(),
  stop: player => player.stop(),
  retry: player => player.retry(),
  seek: (player, _, value) => player.seek(value - 1),
  skip: (player, _, value) => player.skip((value % 5) - 2),
  setRate: (player, _, value) => player.setRate(1 + (value % 3)),
  gesture: (_player, { sinks }, value) => {
    for (const sink of sinks) sink.allowed = value % 2 === 0
  },
  network: (_player, storm, value) => {
    storm.online = value % 3 !== 0
  },
  headset: (_player, { sinks }, value) => {
    const track = sinks[value % 2]?.tracks.at(-1)
    if (track?.audible) {
      track.pause()
      track.listener.onPause()
    }
  },
  wait: (_player, _storm, value) => vi.advanceTimersByTimeAsync(value * 60),
  waitLonger: () => vi.advanceTimersByTimeAsync(3_000),
}

function check({ players, sinks }: Storm): void {
  const audible = sinks.flatMap(({ tracks }) => tracks.filter(track => track.audible))
  expect(audible.length).toBeLessThanOrEqual(1)
  for (const sink of sinks) expect(sink.tracks.filter(({ closed }) => !closed).length).toBeLessThanOrEqual(1)
  for (const player of players) {
    const { status, segments, segmentIndex, error, duration, downloaded } = player.getSnapshot()
    const { currentTime, buffered, progress } = player.getTime()
    expect(segmentIndex).toBeLessThan(segments.length)
    expect(currentTime).toBeLessThanOrEqual(buffered)
    expect(progress).toBeGreaterThanOrEqual(0)
    expect(progress).toBeLessThanOrEqual(1)
    expect(downloaded).toBe(duration !== undefined)
    expect(String(error)).not.toContain('closed track')
    if (status === 'error') expect(error).toBeDefined()
    if (status === 'idle' || status === 'loading') expect(error).toBeUndefined()
  }
  if (audible.length > 0) expect(players.some(player => isActive(player.getSnapshot().status))).toBe(true)
}

const step = fc.tuple(fc.constantFrom(...Object.keys(commands)), fc.nat(2), fc.nat(20))

test('10 000 random runs: never two are heard, and whatever happens, everything ends', {
  timeout: 600_000,
}, async () => {
  const seed = 20_261_121
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async steps => {
      const storm = createStorm()
      for (const [name, who, value] of steps) {
        await commands[name]?.(storm.players[who] ?? storm.player, storm, value)
        check(storm)
      }
      for (const player of storm.players) player.stop()
      const endings = await Promise.allSettled(storm.endings)
      expect(endings).toHaveLength(storm.endings.length)
      expect(storm.sinks.flatMap(({ tracks }) => tracks.filter(({ closed }) => !closed))).toEqual([])
      // What a client notes of its answers ends by itself.
      await vi.advanceTimersByTimeAsync(61_000)
      expect(vi.getTimerCount()).toBe(0)
    }),
    { seed, numRuns: 10_000 },
  )
})
