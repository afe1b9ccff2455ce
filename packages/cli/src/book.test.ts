import { execFile } from 'node:child_process'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { AudioFormat } from '@outloud/core'
import { describe, expect, it } from 'vitest'
import { missingTools } from '../../../test/tools.ts'
import { createBook, createBookServer } from './book.fixture.ts'
import { createFolder } from './folder.fixture.ts'
import { run } from './shell.fixture.ts'

const execute = promisify(execFile)
const judged = !missingTools.has('ffmpeg') && !missingTools.has('ffprobe')

const formats = ['mp3', 'opus', 'aac', 'flac', 'wav', 'pcm'] as const
/** Seconds between the audio and what is decoded: aac ends with the frame that it began. */
const tolerance = (format: AudioFormat) => (format === 'aac' ? 1_024 / 24_000 : 0.001)

/** ffmpeg's own remarks on every file of one channel without a layout, and on every one without a header. */
const remarks = /^(Guessed Channel Layout|.*Estimating duration from bitrate).*\n/gm
const raw = ['-f', 's16le', '-ar', '24000', '-ac', '1']
const input = (file: string) => (file.endsWith('.pcm') ? [...raw, '-i', file] : ['-i', file])

/** What ffmpeg has to say against a file, and the seconds that it decodes. */
async function decode(file: string) {
  const args = ['-v', 'warning', '-xerror', ...input(file), ...raw, '-']
  const { stdout, stderr } = await execute('ffmpeg', args, { encoding: 'buffer', maxBuffer: 2 ** 28 })
  return { complaints: String(stderr).replace(remarks, ''), seconds: stdout.length / 48_000 }
}

async function probe(file: string, entries: string) {
  const args = ['-v', 'error', ...input(file), '-show_entries', entries, '-of', 'json']
  return JSON.parse((await execute('ffprobe', args)).stdout)
}

/** The seconds that a file says it takes, without those at its start that it says are to be skipped. */
async function statedSeconds(file: string): Promise<number> {
  const [stream] = (await probe(file, 'stream=start_time,duration')).streams
  return Number(stream.duration) - (Number(stream.start_time) || 0)
}

/** The cues of a file of captions, as ffprobe reads them: start and end in seconds. */
async function cuesOf(file: string) {
  const { packets } = await probe(file, 'packet=pts_time,duration_time')
  return packets.map(({ pts_time: start, duration_time: length }: Record<string, string>) => ({
    start: Number(start),
    end: Number(start) + Number(length),
  }))
}

describe.skipIf(!judged)('a book', () => {
  const book = createBook(60_000)

  /** Speaks the book in a folder of its own, with a cache of its own. */
  async function speakBook(format: AudioFormat, captions: string) {
    const folder = createFolder()
    const server = await createBookServer()
    const [text, audio, cues] = ['book.txt', `book.${format}`, captions].map(name => join(folder, name)) as [
      string,
      string,
      string,
    ]
    await writeFile(text, book)
    const args = ['--file', text, '-o', audio, '--captions', cues, '--base-url', `${server.url}/v1`]
    const { code, stderr } = await run(['speak', ...args]).result
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect((await readdir(folder)).sort()).toEqual(['book.txt', `book.${format}`, captions].sort())
    return { server, audio, cues }
  }

  it.each(formats)('is one valid %s file, whose captions end when it ends', async format => {
    const { server, audio, cues } = await speakBook(format, 'book.vtt')
    const inputs = server.inputs()
    expect(inputs.length).toBeGreaterThan(12)
    expect(inputs.join('').length).toBeGreaterThan(59_000)
    const expected = inputs.reduce((sum, { length }) => sum + length / 1_000, 0)

    const { complaints, seconds } = await decode(audio)
    expect(complaints).toBe('')
    expect(Math.abs(seconds - expected)).toBeLessThanOrEqual(tolerance(format))
    // An ADTS file states no duration.
    if (format !== 'aac') expect(Math.abs((await statedSeconds(audio)) - expected)).toBeLessThan(0.024)

    const found = await cuesOf(cues)
    expect(found.length).toBeGreaterThan(500)
    expect(found[0].start).toBe(0)
    for (const [index, { start, end }] of found.entries()) {
      expect(end).toBeGreaterThan(start)
      if (index > 0) expect(start).toBeCloseTo(found[index - 1].end, 6)
    }
    expect(Math.abs(found.at(-1).end - expected)).toBeLessThanOrEqual(0.001)
  })

  it('has captions of every sentence, in SubRip too', async () => {
    const { cues } = await speakBook('pcm', 'book.srt')
    const captions = await readFile(cues, 'utf8')
    expect(captions).toMatch(/^1\n00:00:00,000 --> 00:00:\d\d,\d{3}\n\S/)
    const said = captions.replace(/^\d+\n[\d:,]+ --> [\d:,]+\n/gm, '').replace(/\s+/g, ' ')
    expect(said.trim()).toBe(book.replace(/\s+/g, ' ').trim())
    expect((await cuesOf(cues)).length).toBe(captions.match(/ --> /g)?.length)
  })
})
