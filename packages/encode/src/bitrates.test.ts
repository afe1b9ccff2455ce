import type { AudioFormat } from '@outloud/core'
import { expect, test } from 'vitest'
import { chunked, sweep } from '../test/pcm.ts'
import { createEncode } from './index.ts'

const size = async (format: AudioFormat, bitrate: number): Promise<number> => {
  let bytes = 0
  const encode = createEncode({ bitrates: { [format]: bitrate } })
  for await (const chunk of encode(chunked(sweep(120_000), 9_600), format)) bytes += chunk.length
  return bytes
}

test.each(['mp3', 'opus', 'aac'] as const)('%s takes about as many bytes as its bitrate says', async format => {
  for (const bitrate of [24_000, 96_000]) {
    const expected = (bitrate / 8) * 5
    const actual = await size(format, bitrate)
    expect(actual).toBeGreaterThan(expected * 0.7)
    expect(actual).toBeLessThan(expected * 1.3)
  }
})

test('a bitrate that the format does not have is refused at once', () => {
  expect(() => createEncode({ bitrates: { mp3: 65_000 } })).toThrow(
    'bitrates.mp3 must be one of 8000, 16000, 24000, 32000, 40000, 48000, 56000, 64000, 80000, 96000, 112000, 128000, ' +
      '144000, 160000 bits per second, not 65000',
  )
  expect(() => createEncode({ bitrates: { opus: 1_000 } })).toThrow(
    'bitrates.opus must be from 6000 to 256000 bits per second, not 1000',
  )
  expect(() => createEncode({ bitrates: { aac: Number.NaN } })).toThrow(RangeError)
})

test('a format that does not exist is refused by name', async () => {
  await expect(createEncode()(chunked(sweep(10), 20), 'ogg' as AudioFormat).next()).rejects.toThrow(
    'format must be one of mp3, opus, aac, flac, wav, pcm, not ogg',
  )
})
