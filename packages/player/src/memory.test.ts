import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createStage, status, until } from './stage.fixture.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const text = 'One short sentence. Another one follows it, a little longer. The third is the last of all.'

describe('what was spoken once', () => {
  test('is heard again from the start without a request', async () => {
    const { player, sink, arrivals, history } = createStage()
    player.speak(text)
    await until(player, status('ended'))
    const before = arrivals.length
    player.play()
    expect(player.getSnapshot().status).toBe('playing')
    await vi.advanceTimersByTimeAsync(500)
    expect(sink.track.currentTime).toBeCloseTo(0.5, 1)
    await until(player, status('ended'))
    expect(arrivals).toHaveLength(before)
    expect(sink.tracks).toHaveLength(1)
    expect(history.filter(status => status === 'ended')).toHaveLength(2)
  })

  test('is heard again without a request even after another player had the sink', async () => {
    const { player, sink, arrivals, another } = createStage()
    player.speak(text)
    const { duration } = await until(player, status('ended'))
    const other = another({ sink })
    other.speak('Something else.')
    await until(other, status('ended'))
    const before = arrivals.length
    player.play()
    const again = await until(player, status('ended'))
    expect(again.duration).toBe(duration)
    expect(arrivals).toHaveLength(before)
    expect(sink.tracks).toHaveLength(3)
  })

  test('can be sought in from its end, then plays from there', async () => {
    const { player, sink, another } = createStage()
    player.speak(text)
    await until(player, status('ended'))
    player.seek(1)
    expect(player.getSnapshot().status).toBe('paused')
    another({ sink }).speak('Something else.')
    expect(player.getSnapshot().status).toBe('idle')
  })

  test('can be sought in from its end after another player had the sink', async () => {
    const { player, sink, another, arrivals } = createStage()
    player.speak(text)
    await until(player, status('ended'))
    const other = another({ sink })
    other.speak('Something else.')
    await until(other, status('ended'))
    const before = arrivals.length
    player.seek(2)
    expect(player.getSnapshot().status).toBe('paused')
    await vi.advanceTimersByTimeAsync(100)
    player.play()
    await until(player, status('playing'))
    expect(sink.track.currentTime).toBeGreaterThan(1.9)
    expect(sink.track.settings.muted).toBe(false)
    await until(player, status('ended'))
    expect(arrivals).toHaveLength(before)
  })

  test('is not asked for again when it is spoken again as before, and is when it is not', async () => {
    const { player, arrivals } = createStage()
    player.speak(text, { voice: 'nova' })
    const { duration } = await until(player, status('ended'))
    const before = arrivals.length
    player.speak(text, { voice: 'nova' })
    expect(await until(player, status('ended'))).toMatchObject({ duration, downloaded: true, utterance: 2 })
    expect(arrivals).toHaveLength(before)
    player.speak(text, { voice: 'alloy' })
    await until(player, status('ended'))
    expect(arrivals.length).toBeGreaterThan(before)
  })

  test('is forgotten past `cache.maxBytes`, what was used longest ago first', async () => {
    const bytes = (text: string) => text.length * 0.05 * 48_000
    const { player, arrivals } = createStage({ cache: { maxBytes: bytes('AAAAAAAAAA.') * 2 } })
    const say = async (text: string) => {
      player.speak(text)
      await until(player, status('ended'))
      return arrivals.length
    }
    await say('AAAAAAAAAA.')
    await say('BBBBBBBBBB.')
    expect(await say('AAAAAAAAAA.')).toBe(2)
    expect(await say('CCCCCCCCCC.')).toBe(3)
    expect(await say('AAAAAAAAAA.')).toBe(3)
    expect(await say('BBBBBBBBBB.')).toBe(4)
    expect(await say('A much longer text than that.')).toBe(5)
    expect(await say('A much longer text than that.')).toBe(6)
  })
})

describe('toBlob', () => {
  test('is the whole as a wav, which nothing is asked for twice for', async () => {
    const { player, arrivals } = createStage({ maxAhead: 1 })
    player.speak(text.repeat(3))
    await until(player, status('playing'))
    const file = player.toBlob()
    await until(player, ({ downloaded }) => downloaded)
    expect(player.getTime().currentTime).toBeLessThan(5)
    const blob = await file
    expect(blob.type).toBe('audio/wav')
    const view = new DataView(await blob.arrayBuffer())
    expect(view.getUint32(40, true)).toBe(view.byteLength - 44)
    expect((view.byteLength - 44) / 48_000).toBeCloseTo(player.getSnapshot().duration ?? 0, 6)
    const asked = arrivals.length
    await until(player, status('ended'))
    expect((await player.toBlob()).size).toBe(view.byteLength)
    expect(arrivals).toHaveLength(asked)
  })

  test('rejects when there is nothing, or will not be', async () => {
    const { player } = createStage()
    await expect(player.toBlob()).rejects.toThrow('Nothing to save: the player is idle')
    player.speak(text)
    const file = player.toBlob()
    player.stop()
    await expect(file).rejects.toThrow('Nothing to save')
  })
})
