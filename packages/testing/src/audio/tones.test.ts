import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AudioFormat, Bytes } from '@outloud/core'
import { afterAll, describe, expect, test } from 'vitest'
import { missingTools } from '../../../../test/tools.ts'
import { cutTone } from './cut.ts'
import { frameStarts } from './frames.ts'
import { tones } from './tones.ts'
import { legalTones } from './variants.ts'

const folder = mkdtempSync(join(tmpdir(), 'outloud-tones-'))
afterAll(() => rmSync(folder, { recursive: true }))

const saved = (bytes: Bytes, extension: string): string => {
  const path = join(folder, `tone.${extension}`)
  writeFileSync(path, bytes)
  return path
}

/** What ffmpeg hears in a file, as samples at 24 000 Hz, and what it complains about. */
const decoded = (path: string) => {
  const output = ['-f', 's16le', '-ac', '1', '-ar', '24000', '-']
  const { stdout, stderr } = spawnSync('ffmpeg', ['-v', 'warning', '-i', path, ...output])
  return { samples: stdout.length / 2, complaints: stderr.toString() }
}

/** Where ffprobe finds the packets of a file. */
const positions = (path: string): readonly number[] => {
  const entries = ['-show_entries', 'packet=pos', '-of', 'csv=p=0']
  const output = execFileSync('ffprobe', ['-v', 'error', ...entries, path], { encoding: 'utf8' })
  return [...new Set(output.split('\n').map(line => Number.parseInt(line, 10)))].filter(Number.isInteger)
}

/** What ffmpeg says of every ADTS file, of mono WAV, and of a WAV without sizes where it ends. */
const remarks =
  /.*(Estimating duration|Guessed Channel Layout|Ignoring maximum|Packet corrupt|corrupt input packet).*\n/g

const codecs: Readonly<Record<Exclude<AudioFormat, 'pcm'>, string>> = {
  mp3: 'mp3,24000,1',
  // Opus always decodes at 48 000 Hz.
  opus: 'opus,48000,1',
  aac: 'aac,24000,1',
  flac: 'flac,24000,1',
  wav: 'pcm_s16le,24000,1',
}

describe.skipIf(missingTools.has('ffmpeg') || missingTools.has('ffprobe'))('tones, judged by ffmpeg', () => {
  test.each(Object.entries(codecs))('%s is half a second in its codec', (format, codec) => {
    const path = saved(tones[format as AudioFormat], format)
    const entries = ['-show_entries', 'stream=codec_name,sample_rate,channels', '-of', 'csv=p=0']
    expect(execFileSync('ffprobe', ['-v', 'error', ...entries, path], { encoding: 'utf8' }).trim()).toBe(codec)
    const { samples, complaints } = decoded(path)
    // aac and mp3 begin before and end after the sound by up to two frames.
    expect(samples).toBeGreaterThanOrEqual(12_000)
    expect(samples).toBeLessThanOrEqual(14_400)
    expect(complaints.replace(remarks, '')).toBe('')
  })

  test('pcm is the samples of the WAV', () => {
    expect(tones.pcm).toEqual(tones.wav.slice(44))
    expect(tones.pcm).toHaveLength(24_000)
  })

  test.each(['mp3', 'aac', 'opus'] as const)('the frames of %s are walked as ffprobe finds them', format => {
    const found = positions(saved(tones[format], format))
    // ffprobe passes over the Info frame of mp3 and the header pages of Ogg.
    const walked = frameStarts(format, tones[format])
    expect(walked.slice(-found.length)).toEqual(found)
    expect(walked.length - found.length).toBe({ mp3: 1, aac: 0, opus: 2 }[format])
  })

  test.each(['mp3', 'aac', 'opus', 'flac'] as const)('no cut of %s falls between two frames', format => {
    const found = positions(saved(tones[format], format))
    const cuts = [cutTone(format, 'payload'), cutTone(format, 'last')]
    if (format !== 'flac') cuts.push(cutTone(format, 'header'))
    for (const { length } of cuts) {
      expect(found).not.toContain(length)
      expect(length).toBeGreaterThan(found[0]!)
    }
    expect(cuts[0]!.length).toBeLessThan(found.at(-1)!)
    expect(cuts[1]!.length).toBeGreaterThan(found.at(-1)!)
    // Two bytes hold the sync word and not the frame.
    if (format !== 'flac') expect(found).toContain(cuts[2]!.length - 2)
  })

  test.each(Object.entries(legalTones))('%s decodes to half a second', (_name, { format, bytes }) => {
    const { samples, complaints } = decoded(saved(bytes, format))
    expect(samples).toBe(format === 'mp3' ? decoded(saved(tones.mp3, 'mp3')).samples : 12_000)
    expect(complaints.replace(remarks, '')).toBe('')
  })
})
