import type { AudioFormat, Bytes } from '@outloud/core'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { AudioSink } from '../sink.ts'
import { answer, type Listened, listen, signal } from './listen.fixture.ts'
import { createRecorder, type Recorder } from './recorder.fixture.ts'
import { flaws, pitch, tone } from './sound.fixture.ts'

/** One way of being heard, and what may be expected of it. */
export interface SinkCase {
  create(): AudioSink
  readonly format: AudioFormat
  /** An answer of so many seconds of 440 Hz. */
  answer(seconds: number): Promise<Bytes>
  /** Whether what is heard is what was given, sample by sample; else encoders add up to 60 ms of silence. */
  readonly exact: boolean
  /** Whether sound begins before an answer is whole. */
  readonly streaming: boolean
  /** Hertz that 440 sound like at double rate. */
  readonly doubled: number
}

/** How long the tones are, in seconds. */
const length = 0.6
/** What an encoder may add to an answer, in seconds. */
const padding = 0.06

const elapsed = (milliseconds: number) => new Promise(resolve => setTimeout(resolve, milliseconds))

/** The contract of sink.ts, heard. */
export function describeSink(
  name: string,
  { create, format, answer: made, exact, streaming, doubled }: SinkCase,
): void {
  describe(name, () => {
    let recorder: Recorder
    let sink: AudioSink
    let bytes: Bytes
    beforeEach(async () => {
      recorder = await createRecorder()
      sink = create()
      bytes = await made(length)
    })
    afterEach(async () => {
      sink.dispose()
      await recorder.close()
    })

    /** Plays to the end and gives what was heard. */
    async function heard({ track, ended }: Listened, give: () => Promise<void>): Promise<Float32Array> {
      await recorder.ready()
      const recording = recorder.record()
      await Promise.all([track.play(), give().then(() => track.end(signal)), ended])
      // What was played last is on its way from the thread of the sound.
      await elapsed(200)
      return recording.stop()
    }

    const pieces = { 'pieces of 20 ms': 960, 'odd pieces': 777, 'pieces of 7 ms': 336, 'single bytes': 1 }
    test.each(Object.entries(streaming ? pieces : { 'odd pieces': 777 }))(
      'is one tone without gap or click from %s',
      async (_name, size) => {
        const listened = listen(sink, { format })
        const found = flaws(await heard(listened, () => answer(listened.track, bytes, size)))
        expect(found).toMatchObject({ gaps: [], clicks: [] })
        expect(found.seconds).toBeGreaterThan(length - 0.001)
        expect(found.seconds).toBeLessThan(length + (exact ? 0.001 : padding))
      },
    )

    test('joins answers', async () => {
      const listened = listen(sink, { format })
      const recording = await heard(listened, async () => {
        for (let index = 0; index < 3; index++) await answer(listened.track, bytes)
      })
      const { seconds, gaps, clicks } = flaws(recording)
      expect(Math.max(0, ...gaps)).toBeLessThan(streaming ? (exact ? 1 : padding * 1_000) : 400)
      // Whole periods follow one another, so that where nothing is added nothing is heard.
      if (exact && streaming) expect({ gaps, clicks }).toEqual({ gaps: [], clicks: [] })
      expect(seconds).toBeGreaterThan(3 * length - 0.001)
      expect(listened.track.bufferedEnd).toBeGreaterThanOrEqual(3 * length - 1e-9)
      expect(listened.track.bufferedEnd).toBeLessThan(3 * (length + padding))
      expect(listened.track.currentTime).toBeCloseTo(listened.track.bufferedEnd, 1)
    })

    test('reports time and one end, and no pause or play that it was asked for', async () => {
      const { track, reports, ended, past } = listen(sink, { format })
      const playing = track.play()
      await answer(track, bytes)
      await track.end(signal)
      await playing
      await past(0.1)
      track.pause()
      await elapsed(50)
      await track.play()
      await ended
      await elapsed(100)
      expect(reports.filter(report => report !== 'time')).toEqual(['ended'])
      expect(reports).toContain('time')
    })

    test('pauses and goes on where it was', async () => {
      const listened = listen(sink, { format })
      const { track, past } = listened
      let at = 0
      const all = await heard(listened, async () => {
        await answer(track, bytes)
        await track.end(signal)
        await past(0.2)
        track.pause()
        await elapsed(100)
        at = track.currentTime
        await elapsed(200)
        expect(track.currentTime).toBeCloseTo(at, 2)
        await track.play()
      })
      const { seconds, gaps } = flaws(all)
      expect(Math.max(...gaps)).toBeGreaterThan(200)
      expect(seconds * 1_000 - Math.max(...gaps)).toBeGreaterThan((length - 0.06) * 1_000)
      expect(seconds * 1_000 - Math.max(...gaps)).toBeLessThan((length + 0.12) * 1_000)
    })

    test('seeks forwards, backwards, and plays again from the start', async () => {
      const listened = listen(sink, { format })
      const { track, past } = listened
      const forwards = await heard(listened, async () => {
        await answer(track, bytes)
        await track.end(signal)
        await past(0.05)
        await track.seek(0.4)
        expect(track.currentTime).toBeGreaterThanOrEqual(0.39)
      })
      expect(flaws(forwards).seconds).toBeLessThan(length - 0.05)
      const again = recorder.record()
      await track.play()
      await past(0.3)
      await track.seek(0.1)
      expect(track.currentTime).toBeLessThan(0.25)
      await past(0.5)
      await elapsed(300)
      expect(flaws(again.stop()).seconds).toBeGreaterThan(length + 0.1)
    })

    test('is silent at once when closed, and reports nothing from then on', async () => {
      const { track, reports, past } = listen(sink, { format })
      const playing = track.play()
      await answer(track, bytes)
      await playing
      await past(0.1)
      const before = reports.length
      const recording = recorder.record()
      track.close()
      track.close()
      await elapsed(300)
      expect(flaws(recording.stop()).seconds).toBeLessThan(0.05)
      expect(reports).toHaveLength(before)
    })

    test('opening another closes the one before', async () => {
      const first = listen(sink, { format })
      const refused = expect(first.track.play()).rejects.toMatchObject({ name: 'AbortError' })
      const second = listen(sink, { format })
      await refused
      const found = flaws(await heard(second, () => answer(second.track, bytes)))
      expect(found).toMatchObject({ gaps: [], clicks: [] })
      expect(first.reports).toEqual([])
    })

    test('refuses what is empty, and a signal that was aborted', async () => {
      const { track } = listen(sink, { format })
      await expect(track.endAnswer(signal)).rejects.toMatchObject({ name: 'InvalidResponseError', reason: 'empty' })
      const reason = new Error('enough')
      await expect(track.append(bytes, AbortSignal.abort(reason))).rejects.toBe(reason)
      await expect(track.end(AbortSignal.abort(reason))).rejects.toBe(reason)
    })

    test('is silent while muted, and as loud as it is set', async () => {
      const listened = listen(sink, { format, volume: 0.5 })
      const recording = await heard(listened, () => answer(listened.track, bytes))
      const peak = recording.reduce((highest, sample) => Math.max(highest, Math.abs(sample)), 0)
      expect(peak).toBeCloseTo(0.5 * (12_000 / 32_768), 1)
      const muted = listen(sink, { format, muted: true })
      expect(flaws(await heard(muted, () => answer(muted.track, bytes))).seconds).toBe(0)
    })

    test('plays at another rate', async () => {
      const listened = listen(sink, { format, rate: 2 })
      const recording = await heard(listened, async () => {
        await answer(listened.track, bytes)
        await answer(listened.track, bytes)
      })
      expect(flaws(recording).seconds).toBeLessThan(length + 0.2)
      expect(pitch(recording)).toBeGreaterThan(doubled * 0.97)
      expect(pitch(recording)).toBeLessThan(doubled * 1.03)
    })

    test('can be used again after it was disposed of', async () => {
      sink.dispose()
      const listened = listen(sink, { format })
      const found = flaws(await heard(listened, () => answer(listened.track, bytes)))
      expect(found).toMatchObject({ gaps: [], clicks: [] })
    })

    test('unlocks where sound is allowed', async () => {
      expect(await sink.unlock()).toBe(true)
    })

    if (!streaming) return
    describe('before an answer is whole', () => {
      test('waits for the start buffer, then begins', async () => {
        const { track, past } = listen(sink, { format, startBuffer: 0.55 })
        const playing = track.play()
        const most = Math.floor(bytes.length * 0.85)
        await track.append(bytes.slice(0, most), signal)
        await elapsed(200)
        expect(track.currentTime).toBe(0)
        await track.append(bytes.slice(most), signal)
        await playing
        await past(0.1)
      })

      test('goes on without gap or click while the page is busy', async () => {
        const listened = listen(sink, { format })
        const recording = await heard(listened, async () => {
          await answer(listened.track, bytes)
          await answer(listened.track, bytes)
          await listened.past(0.05)
          const until = performance.now() + 500
          while (performance.now() < until);
        })
        const found = flaws(recording)
        if (exact) expect(found).toMatchObject({ gaps: [], clicks: [] })
        else expect(Math.max(0, ...found.gaps)).toBeLessThan(padding * 1_000)
      })
    })
  })
}

/** Samples of the tone as they are. */
export const toneAnswer = async (seconds: number): Promise<Bytes> => tone(seconds)
