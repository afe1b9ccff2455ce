import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createRecorder, type Recorder } from '../browser/recorder.fixture.ts'
import { flaws } from '../browser/sound.fixture.ts'
import { createStage, type Stage } from '../browser/stage.fixture.ts'
import type { AudioSink } from '../sink.ts'
import { workletSink } from '../worklet.ts'
import { mediaSink } from './auto.ts'

let recorder: Recorder
let sink: AudioSink
let stage: Stage
beforeEach(async () => {
  recorder = await createRecorder()
})
afterEach(async () => {
  stage.player.dispose()
  sink.dispose()
  await recorder.close()
})

describe.each([
  ['mp3 by MediaSource', mediaSink, 'mp3'],
  ['pcm by MediaSource', mediaSink, 'pcm'],
  ['pcm by a worklet', workletSink, 'pcm'],
] as const)('%s', (_name, create, format) => {
  test('stops seldom and for long where audio comes too slowly', async () => {
    sink = create()
    stage = createStage('rate=0.75', { sink, format })
    const recording = recorder.record()
    expect(await stage.player.speakAsync('tone 440 Hz 2.5 s')).toBe('finished')
    const { gaps } = flaws(recording.stop())
    expect(gaps.length).toBeGreaterThan(0)
    expect(gaps.length).toBeLessThan(4)
    // Besides these a browser may leave out a block of some milliseconds, where a piece comes just as it runs dry.
    expect(Math.max(...gaps)).toBeGreaterThan(100)
  })

  test.each([
    ['as fast as it is heard', 1, 1, { least: 2.5, most: 4 }],
    ['three times as fast', 3, 1, { least: 0.04, most: 2.3 }],
    ['twice as fast, and is heard at double speed', 2, 2, { least: 2.5, most: 5 }],
  ])('begins with what is enough where audio comes %s', async (_how, speed, rate, { least, most }) => {
    sink = create()
    stage = createStage(`rate=${speed}`, { sink, format, startBuffer: 3 })
    const { player } = stage
    player.setRate(rate)
    player.speak('tone 440 Hz 8 s')
    await vi.waitUntil(() => player.getTime().currentTime > 0, { timeout: 10_000, interval: 5 })
    const { buffered } = player.getTime()
    expect(buffered).toBeGreaterThanOrEqual(least)
    expect(buffered).toBeLessThan(most)
  })
})
