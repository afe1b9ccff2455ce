import { isSpeechError } from '@outloud/core'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createStage, type Stage, status, until } from './stage.fixture.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const text =
  'One short sentence stands here. Another one follows it, a little longer. The third is not the last of all. ' +
  'There is a fourth that has some words to say as well. And so it goes, one sentence after another, to the end.'

/** From now on every request breaks. */
const breakOff = (stage: Stage) => {
  stage.answer = async () => {
    throw new TypeError('fetch failed')
  }
}

const nameOf = (error: unknown) => (isSpeechError(error) ? error.name : String(error))

describe('the browser wants a gesture', () => {
  test('nothing is asked for until play() in one; then it goes on as if nothing had been', async () => {
    const { player, sink, arrivals, history } = createStage()
    sink.allowed = false
    player.speak(text)
    await vi.advanceTimersByTimeAsync(10_000)
    expect(player.getSnapshot().status).toBe('blocked')
    expect(arrivals).toHaveLength(0)
    sink.allowed = true
    player.play()
    await until(player, status('ended'))
    expect(arrivals.length).toBeGreaterThan(0)
    expect(sink.tracks).toHaveLength(1)
    expect(history).toEqual(['idle', 'loading', 'blocked', 'loading', 'playing', 'ended'])
  })

  test('a browser that says so late is not overtaken by the request', async () => {
    const { player, sink, arrivals } = createStage()
    const { open } = sink
    let allow = () => {}
    let refuse = (_why: unknown) => {}
    sink.open = options => ({
      ...open(options),
      play: () => new Promise<void>((_resolve, reject) => (refuse = reject)),
      allowed: () => new Promise<void>(resolve => (allow = resolve)),
    })
    player.speak(text)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(arrivals).toHaveLength(0)
    refuse(new DOMException('A gesture is wanted', 'NotAllowedError'))
    await until(player, status('blocked'))
    player.play()
    await vi.advanceTimersByTimeAsync(1_000)
    expect(arrivals).toHaveLength(0)
    allow()
    await vi.waitFor(() => expect(arrivals.length).toBeGreaterThan(0))
  })

  test('unlock asks the sink', async () => {
    const { player, sink } = createStage()
    expect(await player.unlock()).toBe(true)
    sink.allowed = false
    expect(await player.unlock()).toBe(false)
    expect(sink.unlocked).toBe(2)
  })
})

describe('the network is lost', () => {
  test('what has come is heard, the error is told at once, and the status when it runs out', async () => {
    const stage = createStage({ maxAhead: 1 })
    const { player, history } = stage
    const ending = player.speakAsync(text)
    await until(player, ({ segmentIndex, status }) => segmentIndex === 0 && status === 'playing')
    breakOff(stage)
    const { status: at, error } = await until(player, ({ error }) => error !== undefined)
    expect([at, nameOf(error)]).toEqual(['playing', 'NetworkError'])
    const { buffered, currentTime } = player.getTime()
    expect(buffered - currentTime).toBeGreaterThan(0.2)
    await until(player, status('error'))
    expect(player.getTime().currentTime).toBeCloseTo(buffered, 1)
    expect(history).toEqual(['idle', 'loading', 'playing', 'error'])
    await expect(ending).rejects.toBe(error)
  })

  test('retry asks for what did not come whole, and no more; the whole is as if nothing had been', async () => {
    const whole = createStage()
    whole.player.speak(text)
    const { duration } = await until(whole.player, status('ended'))

    const stage = createStage({ maxAhead: 1 })
    const { player, sink, arrivals } = stage
    player.speak(text)
    await until(player, ({ segments }) => segments.length === 2)
    breakOff(stage)
    await until(player, status('error'))
    const finished = player.getSnapshot().segments.filter(({ endTime }) => endTime !== undefined)
    const asked = arrivals.length
    stage.answer = undefined
    player.retry()
    expect(player.getSnapshot()).toMatchObject({ status: 'loading', error: undefined })
    await until(player, status('playing'))
    expect(sink.track.currentTime).toBeGreaterThanOrEqual(finished.at(-1)?.endTime ?? 1e9)
    expect(sink.track.settings.muted).toBe(false)
    const after = await until(player, status('ended'))
    expect(after.duration).toBeCloseTo(duration ?? 0, 2)
    expect(finished.length).toBeGreaterThan(0)
    expect(arrivals[asked]?.input.slice(0, 12)).toBe(text.slice(finished.at(-1)?.end).trim().slice(0, 12))
    expect(after.segments.map(({ start, end }) => text.slice(start, end)).join(' ')).toBe(text)
    expect(after.segments.map(({ index }) => index)).toEqual([...after.segments.keys()])
  })

  test('a text in pieces is retried from what has come of it, and what still comes', async () => {
    const stage = createStage({ maxAhead: 1 })
    const { player } = stage
    const sentences = text.split(/(?<=\. )/)
    let given = 0
    async function* pieces() {
      for (const sentence of sentences) {
        yield sentence
        given++
        await new Promise(resolve => setTimeout(resolve, 800))
      }
    }
    player.speak(pieces())
    await until(player, status('playing'))
    breakOff(stage)
    await until(player, status('error'))
    stage.answer = undefined
    player.retry()
    const { segments, text: told } = await until(player, status('ended'))
    expect(told).toBe(text)
    expect(segments.map(({ start, end }) => text.slice(start, end)).join(' ')).toBe(text)
    expect(given).toBe(sentences.length)
  })
})

const pcm = () => new Uint8Array(48_000)
const answers: Readonly<Record<string, readonly [() => Response, string]>> = {
  '401': [() => Response.json({ error: { message: 'No key' } }, { status: 401 }), 'APIError'],
  '503': [() => new Response('down', { status: 503 }), 'APIError'],
  'a web page': [
    () => new Response('<!doctype html><p>Hello', { headers: { 'content-type': 'text/html' } }),
    'InvalidResponseError',
  ],
  JSON: [() => Response.json({ ok: true }), 'InvalidResponseError'],
  'nothing at all': [() => new Response(''), 'InvalidResponseError'],
  'an mp3': [() => new Response('ID3', { headers: { 'content-type': 'audio/mpeg' } }), 'InvalidResponseError'],
  'a part': [() => new Response(pcm(), { headers: { 'content-length': '96000' } }), 'InvalidResponseError'],
}

describe('an answer that is not what was asked for', () => {
  test.each(Object.keys(answers))('%s', async name => {
    const [answer, error] = answers[name] ?? []
    const stage = createStage()
    stage.answer = async () => answer?.() ?? Response.error()
    stage.player.speak('One short sentence.')
    expect(nameOf((await until(stage.player, status('error'))).error)).toBe(error)
  })

  test('a text without words is an error that says so', async () => {
    const { player, arrivals } = createStage()
    player.speak('  ')
    expect((await until(player, status('error'))).error).toMatchObject({ name: 'InvalidRequestError' })
    expect(arrivals).toHaveLength(0)
  })
})

describe('stop', () => {
  const phases: Readonly<Record<string, (stage: Stage) => Promise<unknown>>> = {
    'before the request': async () => {},
    'before the first byte': async stage => {
      stage.answer = (_, { signal }) =>
        new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)))
      await vi.advanceTimersByTimeAsync(1_000)
    },
    'while it plays and more comes': async ({ player }) => {
      await until(player, status('playing'))
    },
    'while it is paused': async ({ player }) => {
      await until(player, status('playing'))
      player.pause()
    },
  }

  test.each(Object.keys(phases))('%s ends every request and all sound', async phase => {
    const stage = createStage({ maxAhead: 1 })
    const { player, sink, arrivals } = stage
    const ending = player.speakAsync(text)
    await phases[phase]?.(stage)
    player.stop()
    expect(sink.track.closed).toBe(true)
    expect(await ending).toBe('stopped')
    const asked = arrivals.length
    await vi.advanceTimersByTimeAsync(20_000)
    expect(arrivals).toHaveLength(asked)
    expect(arrivals.every(({ aborted }) => aborted) || phase.startsWith('while')).toBe(true)
    expect(player.getSnapshot()).toMatchObject({ status: 'idle', endReason: 'stopped', error: undefined })
    expect(vi.getTimerCount()).toBe(0)
  })

  test('what an older utterance still has to say is not heard', async () => {
    const { player, sink } = createStage()
    player.speak('The older one.')
    const { listener } = sink.track
    player.speak('The newer one.')
    await until(player, status('playing'))
    const before = player.getSnapshot()
    listener.onPause()
    listener.onEnded()
    listener.onError(new Error('Too late'))
    expect(player.getSnapshot()).toBe(before)
  })

  test('dispose can be called twice, and speaking again works', async () => {
    const { player, sink } = createStage()
    player.speak(text)
    player.dispose()
    player.dispose()
    expect(sink.disposed).toBe(0)
    player.speak(text)
    await until(player, status('ended'))
  })
})
