import { type AudioFormat, audioFormats } from '@outloud/core'
import { describe, expect, test } from 'vitest'
import { missingTools } from '../../../test/tools.ts'
import { encoded } from '../test/encoded.ts'
import { decode, probe } from '../test/ffmpeg.ts'
import { bytesOf, lag, share, sweep, tone } from '../test/pcm.ts'

const formats = Object.keys(audioFormats) as AudioFormat[]

const containers = {
  mp3: { codec: 'mp3', sampleRate: 24_000 },
  // The rate of opus is what it is decoded at, always this.
  opus: { codec: 'opus', sampleRate: 48_000 },
  aac: { codec: 'aac', sampleRate: 24_000 },
  flac: { codec: 'flac', sampleRate: 24_000 },
  wav: { codec: 'pcm_s16le', sampleRate: 24_000 },
  pcm: { codec: 'pcm_s16le', sampleRate: 24_000 },
} as const

/** ffmpeg warns of every file whose duration it has to estimate, as it has to in these. */
const neverStated: readonly AudioFormat[] = ['aac', 'pcm']

/** Less than any frame, exact multiples of the frames of opus, mp3, aac and flac, and what nothing divides. */
const lengths = [300, 480 * 50, 576 * 50, 1_024 * 40, 4_096 * 10, 88_803]

describe.skipIf(missingTools.has('ffmpeg')).each(formats)('%s, judged by ffmpeg', format => {
  test('has the right codec and rate and decodes without a warning', async () => {
    const { file } = await encoded(sweep(88_803), format)
    const { codec, sampleRate } = probe(file, format)
    expect({ codec, sampleRate }).toEqual(containers[format])
    expect(decode(file, format, neverStated.includes(format) ? 'stream' : 'file').warnings).toEqual([])
  })

  test('is as long as what went in, to the sample; aac to the frame', async () => {
    for (const length of lengths) {
      const { file } = await encoded(sweep(length), format)
      const surplus = decode(file, format).samples.length - length
      const whole = format === 'aac' ? 1_024 : 1
      expect(surplus >= 0 && surplus < whole, `${surplus} of ${length} samples too many`).toBe(true)
    }
  })

  test('begins where the sound begins', async () => {
    const sound = sweep(48_000)
    const { samples } = decode((await encoded(sound, format)).file, format)
    expect(lag(samples, sound)).toBe(0)
  })

  test('keeps the pitch of a tone', async () => {
    const { samples } = decode((await encoded(tone(48_000), format)).file, format)
    expect(share(samples, 440, 24_000)).toBeGreaterThan(0.97)
  })
})

describe.skipIf(missingTools.has('ffmpeg'))('a stream whose header nobody put right', () => {
  const sound = sweep(88_803)
  const streamed = async (format: AudioFormat) => decode((await encoded(sound, format)).stream, format, 'stream')

  test('is an mp3 that plays at most two frames longer', async () => {
    const { samples, warnings } = await streamed('mp3')
    expect(warnings).toEqual([])
    expect(samples.length - sound.length).toBeGreaterThan(0)
    expect(samples.length - sound.length).toBeLessThanOrEqual(2 * 576)
  })

  test('is a flac with every sample', async () => {
    const { samples, warnings } = await streamed('flac')
    expect(warnings).toEqual([])
    expect(Buffer.compare(bytesOf(samples), bytesOf(sound))).toBe(0)
  })

  test('is a wav with every sample, of which ffmpeg says that its size is the largest', async () => {
    const { samples, warnings } = await streamed('wav')
    expect(warnings[0]).toContain('Ignoring maximum wav data size')
    expect(Buffer.compare(bytesOf(samples), bytesOf(sound))).toBe(0)
  })
})
