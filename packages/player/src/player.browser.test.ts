import { createSpeechClient } from '@outloud/core'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { createRecorder } from './browser/recorder.fixture.ts'
import { flaws } from './browser/sound.fixture.ts'
import { createStage, type Stage } from './browser/stage.fixture.ts'

const hello = 'Hello, world.'
const stages: Stage[] = []
const staged = (...options: Parameters<typeof createStage>) => {
  const stage = createStage(...options)
  stages.push(stage)
  return stage
}
afterEach(() => {
  for (const { player } of stages.splice(0)) player.dispose()
})

const status = ({ player }: Stage) => player.getSnapshot().status
const reaches = (stage: Stage, wanted: string) =>
  vi.waitFor(() => expect(status(stage)).toBe(wanted), { timeout: 10_000, interval: 10 })

describe('speaking', () => {
  test('plays to the end, and again without a request', async () => {
    const stage = staged('first=100,rate=4')
    expect(await stage.player.speakAsync(hello)).toBe('finished')
    expect(stage.history).toEqual(['idle', 'loading', 'playing', 'ended'])
    const { currentTime, duration } = stage.player.getTime()
    expect(currentTime).toBeCloseTo(duration ?? 0, 1)
    stage.player.play()
    await reaches(stage, 'playing')
    await reaches(stage, 'ended')
    expect(await stage.seen()).toHaveLength(1)
  })

  test('stalls where the server does, and goes on by itself', async () => {
    const stage = staged('rate=3,stall=0.5,pause=2000')
    expect(await stage.player.speakAsync(hello)).toBe('finished')
    expect(stage.history).toEqual(['idle', 'loading', 'playing', 'stalled', 'playing', 'ended'])
  })

  test('needs no animation frame, of which a hidden page has none', async () => {
    const frames = vi.spyOn(window, 'requestAnimationFrame').mockReturnValue(0)
    const stage = staged('rate=4')
    expect(await stage.player.speakAsync(hello)).toBe('finished')
    expect(stage.history).toEqual(['idle', 'loading', 'playing', 'ended'])
    expect(frames).not.toHaveBeenCalled()
    frames.mockRestore()
  })

  test('of twenty at once one is heard, and nineteen are replaced', async () => {
    const recorder = await createRecorder()
    const stage = staged()
    const recording = recorder.record()
    const all = Array.from({ length: 20 }, (_, index) => stage.player.speakAsync(`tone 440 Hz 1.${index + 10} s`))
    const results = await Promise.all(all)
    expect(results).toEqual([...Array.from({ length: 19 }, () => 'replaced'), 'finished'])
    await new Promise(resolve => setTimeout(resolve, 200))
    const { seconds, gaps, clicks } = flaws(recording.stop())
    expect(gaps).toEqual([])
    // What an mp3 fades out with is no tone any more.
    expect(clicks.filter(at => at < 1.28)).toEqual([])
    expect(seconds).toBeCloseTo(1.29, 1)
    expect(recorder.elements).toHaveLength(1)
    await recorder.close()
  })

  test('seeks in what has come while more is coming', async () => {
    const stage = staged('rate=2,burst=0.5')
    stage.player.speak('tone 440 Hz 4 s')
    await reaches(stage, 'playing')
    await vi.waitFor(() => expect(stage.player.getTime().buffered).toBeGreaterThan(2), { timeout: 5_000 })
    stage.player.seek(1.9)
    await vi.waitFor(() => expect(stage.player.getTime().currentTime).toBeGreaterThanOrEqual(1.9))
    stage.player.seek(0.2)
    await vi.waitFor(() => expect(stage.player.getTime().currentTime).toBeLessThan(1))
    await reaches(stage, 'playing')
    expect(await stage.seen()).toHaveLength(1)
  })
})

describe('stopping closes the connection', () => {
  test.each([
    ['before the answer', 'first=20000', 'loading'],
    ['before there is enough to begin', 'rate=0.05', 'loading'],
    ['while it is heard', 'rate=1.2', 'playing'],
    ['while it has stalled', 'burst=0.5,stall=0.4,pause=20000', 'stalled'],
  ])('%s', async (_when, plan, phase) => {
    const stage = staged(plan)
    const spoken = stage.player.speakAsync(hello)
    await vi.waitFor(async () => expect(await stage.seen()).toHaveLength(1))
    await reaches(stage, phase)
    stage.player.stop()
    expect(await spoken).toBe('stopped')
    expect(status(stage)).toBe('idle')
    await vi.waitFor(async () => expect((await stage.seen())[0]).toMatchObject({ state: 'left' }))
  })
})

describe('what goes wrong', () => {
  test.each([400, 401, 403, 429, 500, 503])('%d is an error with the status', async code => {
    const stage = staged(`status=${code}`)
    await expect(stage.player.speakAsync(hello)).rejects.toMatchObject({ name: 'APIError', status: code })
    expect(stage.history).toEqual(['idle', 'loading', 'error'])
  })

  test.each([
    ['a web page', 'body=html', 'html'],
    ['JSON', 'body=json', 'json'],
    ['nothing', 'body=empty', 'empty'],
    ['noise', 'body=garbage', 'format'],
    ['another format', 'format=wav', 'format'],
    ['an answer cut at 1 %', 'cut=0.01', 'truncated'],
  ])('%s instead of audio is refused before a sound', async (_what, plan, reason) => {
    const stage = staged(plan)
    const refusal = { name: 'InvalidResponseError', reason }
    await expect(stage.player.speakAsync(hello)).rejects.toMatchObject(refusal)
    expect(stage.history).toEqual(['idle', 'loading', 'error'])
  })

  test.each([
    ['cut in the middle', 'cut=0.501', 'InvalidResponseError'],
    ['cut at 99 %', 'cut=0.991', 'InvalidResponseError'],
    ['reset in the middle', 'reset=0.5,rate=8', 'NetworkError'],
  ])('of an answer %s all that came is heard before the error', async (_what, plan, name) => {
    const stage = staged(plan)
    await expect(stage.player.speakAsync(hello)).rejects.toMatchObject({ name })
    expect(stage.history).toEqual(['idle', 'loading', 'playing', 'error'])
    const { currentTime, buffered } = stage.player.getTime()
    expect(currentTime).toBeGreaterThan(0.5)
    expect(currentTime).toBeCloseTo(buffered, 1)
  })

  test('nobody at the address is an error', async () => {
    const client = createSpeechClient({ baseURL: 'http://127.0.0.1:9/v1', apiKey: 'sk-a-key-of-tests', retry: false })
    const stage = staged('', { client })
    await expect(stage.player.speakAsync(hello)).rejects.toMatchObject({ name: 'NetworkError' })
  })

  test('retry asks again for the first segment that did not come whole, and for no other', async () => {
    const stage = staged('only=2,cut=0.3')
    // Long enough to be asked for in two.
    const text = `${hello} This is the second sentence, and it goes on.`
    await expect(stage.player.speakAsync(text)).rejects.toMatchObject({ name: 'InvalidResponseError' })
    const before = await stage.seen()
    stage.player.retry()
    await vi.waitFor(() => expect(status(stage)).toBe('ended'), { timeout: 25_000 })
    const after = await stage.seen()
    expect(before[0]?.state).toBe('complete')
    const again = after.slice(before.length)
    expect([before[0], ...again].map(request => request?.input).join(' ')).toBe(text.trim())
  })
})

test('a hundred players leave nothing behind', async () => {
  const made = vi.spyOn(URL, 'createObjectURL')
  const revoked = vi.spyOn(URL, 'revokeObjectURL')
  const create = vi.spyOn(document, 'createElement')
  const all = Array.from({ length: 100 }, () => staged('rate=1'))
  for (const { player } of all) {
    player.speak(hello)
    player.dispose()
  }
  const last = staged()
  expect(await last.player.speakAsync(hello)).toBe('finished')
  last.player.dispose()
  const urls = made.mock.results.map(({ value }) => value)
  expect(urls.length).toBeGreaterThan(0)
  expect(new Set(revoked.mock.calls.map(([url]) => url))).toEqual(new Set(urls))
  expect(document.querySelectorAll('audio')).toHaveLength(0)
  for (const { value } of create.mock.results) {
    if (value instanceof HTMLAudioElement)
      expect({ src: value.src, paused: value.paused }).toEqual({ src: '', paused: true })
  }
  for (const { seen } of all) {
    const states = (await seen()).map(({ state }) => state)
    expect(states).not.toContain('open')
  }
  for (const spy of [made, revoked, create]) spy.mockRestore()
})
