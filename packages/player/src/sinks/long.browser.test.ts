import type { Bytes } from '@outloud/core'
import { afterEach, beforeEach, describe, expect, inject, test, vi } from 'vitest'
import { answer, listen, signal } from '../browser/listen.fixture.ts'
import { createRecorder, type Recorder } from '../browser/recorder.fixture.ts'
import { flaws, tone } from '../browser/sound.fixture.ts'
import { mediaSink } from './auto.ts'

let recorder: Recorder
beforeEach(async () => {
  recorder = await createRecorder()
})
afterEach(async () => {
  vi.unstubAllGlobals()
  await recorder.close()
})

const buffered = () => {
  const ranges = recorder.elements.at(-1)?.buffered
  if (ranges === undefined || ranges.length === 0) throw new Error('Nothing is buffered')
  return { start: ranges.start(0), end: ranges.end(ranges.length - 1) }
}

/** What is buffered once nothing more is appended. */
async function settled(): Promise<{ start: number; end: number }> {
  for (let before = -1; ; ) {
    await new Promise(resolve => setTimeout(resolve, 300))
    const { start, end } = buffered()
    if (end === before) return { start, end }
    before = end
  }
}

const tenSeconds = async (format: 'pcm' | 'mp3'): Promise<Bytes> => {
  if (format === 'pcm') return tone(10)
  const response = await fetch(`${inject('trickle')}//audio?input=tone 440 Hz 10 s&format=mp3`)
  expect(response.ok, await response.clone().text()).toBe(true)
  return new Uint8Array(await response.arrayBuffer())
}

describe.each([
  // 58 MB as samples, 14 MB as mp3: Chromium holds 12 MB.
  { format: 'pcm', minutes: 20 },
  { format: 'mp3', minutes: 30 },
] as const)('$minutes minutes of $format', ({ format, minutes }) => {
  test('go on past what the browser holds, to the end, and back to the start', { timeout: 60_000 }, async () => {
    const bytes = await tenSeconds(format)
    const sink = mediaSink()
    const { track, past, ended, reports } = listen(sink, { format })
    const playing = track.play()
    for (let index = 0; index < minutes * 6; index++) await answer(track, bytes)
    await track.end(signal)
    await playing
    expect(track.bufferedEnd).toBeGreaterThanOrEqual(minutes * 60)

    // As much as it takes is there, and more comes once some of it was heard.
    const full = await settled()
    expect(full.end).toBeLessThan(track.bufferedEnd - 60)
    await track.seek(full.end - 60)
    await vi.waitUntil(() => buffered().end > full.end + 1, { timeout: 10_000 })
    expect(buffered().start).toBeGreaterThan(0)

    // What is not there is appended when the position goes to it: ahead, and then all the way back.
    await track.seek(track.bufferedEnd - 30)
    await past(track.bufferedEnd - 30)
    await track.seek(0)
    expect(track.currentTime).toBeLessThan(5)
    const recording = recorder.record()
    await past(1)
    track.pause()
    const { seconds, gaps } = flaws(recording.stop())
    expect(seconds).toBeGreaterThan(0.5)
    expect(gaps).toEqual([])

    await track.seek(track.bufferedEnd - 0.5)
    await track.play()
    await ended
    expect(reports.filter(report => report !== 'time')).toEqual(['ended'])
    sink.dispose()
  })
})

test('a managed source is fed while it asks for it', async () => {
  class ManagedMediaSource extends MediaSource {
    streaming = false
    constructor() {
      super()
      sources.push(this)
    }
  }
  const sources: ManagedMediaSource[] = []
  vi.stubGlobal('ManagedMediaSource', ManagedMediaSource)
  const sink = mediaSink()
  const { track, ended } = listen(sink, { format: 'pcm' })
  const playing = track.play()
  await answer(track, tone(0.6))
  await track.end(signal)
  await new Promise(resolve => setTimeout(resolve, 200))
  expect(() => buffered()).toThrow('Nothing is buffered')
  expect(recorder.elements[0]?.disableRemotePlayback).toBe(true)
  const [source] = sources
  if (source === undefined) throw new Error('The managed source was passed over')
  source.streaming = true
  source.dispatchEvent(new Event('startstreaming'))
  await playing
  await ended
  sink.dispose()
})
