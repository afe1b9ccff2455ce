import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { type AudioFormat, audioFormats } from '@outloud/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { loadWalker } from './walk.ts'

const folder = new URL('../../../testing/fixtures/', import.meta.url)
const file = (format: AudioFormat) => new URL(`tone.${format}`, folder).pathname
const fixture = (format: AudioFormat) => new Uint8Array(readFileSync(file(format)))
const formats = Object.keys(audioFormats) as AudioFormat[]
const walkers = Object.fromEntries(
  await Promise.all(formats.map(async format => [format, await loadWalker(format)] as const)),
)

/** How long ffmpeg finds it, counted in what it decodes. */
function decodedSeconds(format: AudioFormat): number {
  const raw = format === 'pcm' ? ['-f', 's16le', '-ar', '24000', '-ac', '1'] : []
  const samples = execFileSync('ffmpeg', [
    '-v',
    'error',
    ...raw,
    '-i',
    file(format),
    '-f',
    's16le',
    '-ar',
    '24000',
    '-',
  ])
  return samples.length / 2 / 24_000
}

function walk(format: AudioFormat, bytes: Uint8Array<ArrayBuffer>, cuts: readonly number[] = []) {
  const walker = walkers[format]!()
  const audio: number[] = []
  const edges = [0, ...[...cuts].sort((a, b) => a - b), bytes.length]
  for (let index = 1; index < edges.length; index++)
    audio.push(...walker.push(bytes.slice(edges[index - 1], edges[index])))
  const whole = walker.end()
  return { audio: new Uint8Array(audio), whole, seconds: walker.seconds }
}

describe.each(formats)('%s', format => {
  test('is as long as ffmpeg decodes it, to within two codec frames', () => {
    const { seconds, whole } = walk(format, fixture(format))
    expect(whole).toBe(true)
    // MPEG audio counts the encoder's delay, which a decoder with an info frame drops.
    expect(Math.abs(seconds - decodedSeconds(format))).toBeLessThan(
      format === 'mp3' || format === 'aac' ? 0.09 : 0.0001,
    )
  })

  test('gives the same for every partition of the bytes', () => {
    const bytes = fixture(format)
    const expected = walk(format, bytes)
    fc.assert(
      fc.property(fc.array(fc.nat(bytes.length), { maxLength: 40 }), cuts => {
        expect(walk(format, bytes, cuts)).toEqual(expected)
      }),
      { numRuns: 25 },
    )
    const everyByte = Array.from({ length: Math.min(bytes.length, 3_000) }, (_, index) => index)
    expect(walk(format, bytes, everyByte)).toEqual(expected)
  })

  test('knows that it was cut inside a frame', () => {
    const bytes = fixture(format)
    expect(walk(format, bytes.slice(0, Math.floor(bytes.length / 2) | 1)).whole).toBe(false)
    expect(walk(format, bytes.slice(0, -1)).whole).toBe(false)
  })
})

test('tags and info frames are no audio', () => {
  const mp3 = fixture('mp3')
  const tag = new Uint8Array([0x49, 0x44, 0x33, 4, 0, 0, 0, 0, 1, 2, ...new Array<number>(130).fill(0xff)])
  const id3v1 = new Uint8Array(128)
  id3v1.set([0x54, 0x41, 0x47])
  const { audio, seconds } = walk('mp3', new Uint8Array([...tag, ...mp3, ...id3v1]))
  const text = Buffer.from(audio).toString('latin1')
  expect(text).not.toMatch(/ID3|TAG|Xing|Info/)
  expect(audio[0]).toBe(0xff)
  expect(seconds).toBe(walk('mp3', mp3).seconds)
})
