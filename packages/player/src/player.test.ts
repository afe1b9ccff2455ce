import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createStage, secondsPerCharacter, status, until } from './stage.fixture.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const text = 'One short sentence. Another one follows it, a little longer. The third is the last of all.'

describe('speaking a text', () => {
  test('loads, plays and ends, and every second of it is heard once', async () => {
    const { player, sink, history, arrivals } = createStage()
    player.speak(text)
    expect(sink.track.wanted).toBe(true)
    expect(arrivals).toHaveLength(0)
    const { duration, downloaded, endReason, segments } = await until(player, status('ended'))
    expect(history).toEqual(['idle', 'loading', 'playing', 'ended'])
    expect({ downloaded, endReason }).toEqual({ downloaded: true, endReason: 'finished' })
    expect(arrivals.map(({ input }) => input)).toEqual(segments.map(segment => segment.text))
    const spoken = arrivals.reduce((sum, { input }) => sum + input.length, 0) * secondsPerCharacter
    expect(duration).toBeCloseTo(spoken, 3)
    expect(player.getTime()).toEqual({ currentTime: duration, duration, buffered: duration, progress: 1 })
  })

  test('tells where each segment stands in the text, and when it is heard', async () => {
    const { player } = createStage()
    player.speak(text)
    const { segments, duration } = await until(player, status('ended'))
    expect(segments.length).toBeGreaterThan(1)
    for (const [index, { startTime, endTime, start, end, ...segment }] of segments.entries()) {
      expect(segment.index).toBe(index)
      expect(segment.text).toBe(text.slice(start, end))
      expect(startTime).toBeCloseTo(segments[index - 1]?.endTime ?? 0, 6)
      expect((endTime ?? 0) - startTime).toBeCloseTo(segment.text.length * secondsPerCharacter, 3)
    }
    expect(segments.at(-1)?.endTime).toBe(duration)
  })

  test('tells which segment is heard, and how far it has come before its length is known', async () => {
    const { player } = createStage({ maxAhead: 1 })
    const seen: number[] = []
    player.subscribe(() => seen.push(player.getSnapshot().segmentIndex))
    player.speak(text.repeat(4))
    await until(player, ({ segmentIndex }) => segmentIndex === 1)
    const { progress, duration } = player.getTime()
    expect(duration).toBeUndefined()
    expect(progress).toBeGreaterThan(0)
    expect(progress).toBeLessThan(0.5)
    const { segments } = await until(player, status('ended'))
    expect([...new Set(seen)]).toEqual([-1, ...segments.map(({ index }) => index)])
  })

  test('does not ask for more while enough is there to be heard', async () => {
    const { player, arrivals } = createStage({ maxAhead: 2 })
    const long = text.repeat(20)
    player.speak(long)
    await until(player, () => player.getTime().currentTime > 1)
    player.pause()
    await vi.advanceTimersByTimeAsync(60_000)
    const asked = arrivals.reduce((sum, { input }) => sum + input.length, 0)
    expect(asked).toBeLessThan(long.length / 2)
    expect(player.getSnapshot().downloaded).toBe(false)
    player.play()
    await until(player, ({ downloaded }) => downloaded)
    expect(arrivals.reduce((sum, { input }) => sum + input.length, 0)).toBeGreaterThan(long.length * 0.95)
  })

  test('takes a text in pieces, as a model writes it, and waits for them in `stalled`', async () => {
    const { player, history } = createStage()
    const pieces = async function* () {
      yield 'A first sentence, '
      yield 'that is long enough to be spoken. And a sec'
      yield 'ond one, which ends. '
      await new Promise(resolve => setTimeout(resolve, 30_000))
      yield 'Then one more.'
    }
    player.speak(pieces())
    const { text, segments } = await until(player, status('ended'))
    expect(text).toBe(
      'A first sentence, that is long enough to be spoken. And a second one, which ends. Then one more.',
    )
    expect(segments.map(segment => text.slice(segment.start, segment.end))).toEqual(segments.map(({ text }) => text))
    expect(history).toEqual(['idle', 'loading', 'playing', 'stalled', 'playing', 'ended'])
  })

  test('a clock that rests just before the end does not stall; one that rests on the way there does', async () => {
    const { player, sink, history } = createStage()
    const rest = { before: 0.1, from: Infinity }
    const { open } = sink
    sink.open = ({ listener, ...options }) => {
      const onEnded = () => void setTimeout(listener.onEnded, 2_000)
      const track = open({ ...options, listener: { ...listener, onEnded } })
      const currentTime = () => Math.min(track.currentTime, track.bufferedEnd - rest.before, rest.from)
      return Object.create(track, { currentTime: { get: currentTime } })
    }
    player.speak(text)
    const { duration = 0 } = await until(player, ({ downloaded }) => downloaded)
    await until(player, () => duration - player.getTime().currentTime < 0.11)
    await until(player, status('ended'))
    expect(history).toEqual(['idle', 'loading', 'playing', 'ended'])

    rest.from = duration / 2
    player.play()
    await until(player, status('stalled'))
    rest.from = Infinity
    await until(player, status('ended'))
    expect(history.slice(4)).toEqual(['playing', 'stalled', 'playing', 'ended'])
  })
})

describe('moving about', () => {
  test('pause is silence, and play goes on where it was', async () => {
    const { player, sink, history } = createStage()
    player.speak(text)
    await until(player, () => player.getTime().currentTime > 1)
    player.pause()
    const { currentTime } = player.getTime()
    expect(sink.track.audible).toBe(false)
    await vi.advanceTimersByTimeAsync(5_000)
    expect(player.getTime().currentTime).toBeCloseTo(currentTime, 1)
    player.toggle()
    expect(player.getSnapshot().status).toBe('playing')
    await until(player, status('ended'))
    expect(history).toEqual(['idle', 'loading', 'playing', 'paused', 'playing', 'ended'])
  })

  test('a call or a headset that stops the sound is seen, and that it starts again', async () => {
    const { player, sink } = createStage()
    player.speak(text)
    await until(player, status('playing'))
    sink.track.listener.onPause()
    expect(player.getSnapshot().status).toBe('paused')
    sink.track.listener.onPlay()
    expect(player.getSnapshot().status).toBe('playing')
  })

  test('seek goes anywhere that has come, and no further', async () => {
    const { player } = createStage()
    player.speak(text)
    const { duration = 0 } = await until(player, ({ downloaded }) => downloaded)
    player.seek(duration - 1)
    expect(player.getTime().currentTime).toBeCloseTo(duration - 1, 6)
    player.seek(-5)
    expect(player.getTime().currentTime).toBe(0)
    player.seek(1e9)
    expect(player.getTime().currentTime).toBe(duration)
    await until(player, status('ended'))
    expect(() => player.seek(Number.NaN)).toThrow('seconds: expected a number')
  })

  test('seek goes to what came while it was paused', async () => {
    const stage = createStage()
    const { readable, writable } = new TransformStream<Uint8Array>()
    const answer = writable.getWriter()
    stage.answer = async () => new Response(readable)
    const second = new Uint8Array(48_000).fill(0x80)
    stage.player.speak('Hello.')
    void answer.write(second)
    await until(stage.player, status('playing'))
    stage.player.pause()
    void answer.write(second)
    await until(stage.player, () => stage.sink.track.bufferedEnd > 1.9)
    stage.player.seek(1.8)
    expect(stage.player.getTime().currentTime).toBeCloseTo(1.8, 6)
    stage.player.stop()
  })

  test('skip goes by segments', async () => {
    const { player } = createStage()
    player.speak(text)
    const { segments } = await until(player, ({ downloaded }) => downloaded)
    player.skip(1)
    expect(player.getSnapshot().segmentIndex).toBe(1)
    expect(player.getTime().currentTime).toBe(segments[1]?.startTime)
    player.skip(-7)
    expect(player.getSnapshot().segmentIndex).toBe(0)
    player.skip(99)
    expect(player.getSnapshot().segmentIndex).toBe(0)
  })

  test('rate, volume and muted are heard at once, stay for what comes next, and are checked', async () => {
    const { player, sink } = createStage()
    player.setRate(2)
    player.speak(text)
    await until(player, status('playing'))
    player.setVolume(0.5)
    player.setMuted(true)
    expect(sink.track.settings).toMatchObject({ rate: 2, volume: 0.5, muted: true })
    expect(player.getSnapshot()).toMatchObject({ rate: 2, volume: 0.5, muted: true })
    const from = player.getTime().currentTime
    await vi.advanceTimersByTimeAsync(1_000)
    expect(player.getTime().currentTime - from).toBeCloseTo(2, 1)
    player.speak('Something else.')
    expect(sink.track.settings).toMatchObject({ rate: 2, volume: 0.5, muted: true })
    expect(() => player.setRate(9)).toThrow('rate: expected a number from 0.25 to 4, got 9')
    expect(() => player.setVolume(Number.NaN)).toThrow('volume: expected a number from 0 to 1, got NaN')
  })
})
