import { execFileSync } from 'node:child_process'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { createSpeechClient } from '@outloud/core'
import { createPooledFetch, createSpeechStream } from '@outloud/node-stream'
import { createSpeechServer } from '@outloud/server'
import { serve } from '@outloud/server/node'
import { createToneEngine } from '@outloud/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { missingTools } from '../../../test/tools.ts'
import { createEcho, heard, sentence, sentences } from './stream/echo.fixture.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'outloud-stream-'))
})
afterAll(() => rm(folder, { recursive: true }))

describe.skipIf(missingTools.has('ffprobe'))('a file', () => {
  test('is made of a file, by one pipeline', { timeout: 60_000 }, async () => {
    const [chapter, file] = [join(folder, 'chapter.txt'), join(folder, 'chapter.mp3')]
    const text = 'It was a dark and stormy night; the rain fell in torrents. '.repeat(12)
    await writeFile(chapter, text)
    const server = createSpeechServer({ engine: createToneEngine() })
    const { url, close } = await serve(server, { port: 0 })
    const fetch = createPooledFetch()
    try {
      const client = createSpeechClient({ baseURL: `${url}/v1`, fetch })
      const stream = createSpeechStream({ client, format: 'mp3', maxLength: 200 })
      await pipeline(createReadStream(chapter), stream, createWriteStream(file))
    } finally {
      await fetch.close()
      await close()
    }
    const args = ['-v', 'error', '-count_packets', '-show_entries', 'stream=codec_name,nb_read_packets,sample_rate']
    const probe = execFileSync('ffprobe', [...args, '-of', 'json', file], { encoding: 'utf8' })
    const [{ codec_name, nb_read_packets, sample_rate }] = JSON.parse(probe).streams
    expect(codec_name).toBe('mp3')
    // Two hundredths of a second for each character, in frames of 576 samples.
    const seconds = (nb_read_packets * 576) / sample_rate
    expect(seconds).toBeGreaterThan(text.length * 0.02 - 0.5)
    expect(seconds).toBeLessThan(text.length * 0.02 + 1.5)
    expect(execFileSync('ffmpeg', ['-v', 'error', '-i', file, '-f', 'null', '-'], { encoding: 'utf8' })).toBe('')
  })
})

test('tokens of a model are heard while it still writes', async () => {
  const echo = createEcho()
  const heardBefore: string[] = []
  const chunks: string[] = []
  async function* tokens() {
    for (const token of sentences(20).match(/\s*\S+/g) ?? []) {
      await new Promise(resolve => setImmediate(resolve))
      heardBefore.push(chunks.join(''))
      yield token
    }
  }
  const sink = new Writable({
    write: (chunk, _, callback) => {
      chunks.push(heard(chunk))
      callback()
    },
  })
  await pipeline(tokens, createSpeechStream({ client: echo.client, format: 'pcm', pace: 'live' }), sink)
  expect(chunks.join('').replace(/\s/g, '')).toBe(sentences(20).replace(/\s/g, ''))
  expect(heardBefore.at(-1)).toContain('Sentence 0')
})

test('10 000 segments leave no more behind than 1 000 do', { timeout: 120_000 }, async () => {
  setFlagsFromString('--expose-gc')
  const collectGarbage = runInNewContext('gc') as () => void
  const audio = new Uint8Array(20_000).fill(0x80)
  const client = createSpeechClient({ fetch: async () => new Response(audio) })
  const levels: NodeJS.MemoryUsage[] = []
  let segments = 0
  async function* text() {
    for (let number = 0; number < 10_000; number++) yield sentence(number)
  }
  const stream = createSpeechStream({ client, format: 'pcm', pace: 'live', maxLength: 50 })
  stream.on('segment', () => {
    segments++
    if (segments % 1_000 > 0) return
    collectGarbage()
    levels.push(process.memoryUsage())
  })
  await pipeline(Readable.from(text()), stream, new Writable({ write: (_chunk, _encoding, callback) => callback() }))
  expect(segments).toBeGreaterThanOrEqual(10_000)
  const mebibyte = 1024 * 1024
  // A segment's place and text stay known for its cue.
  expect(levels[9]!.heapUsed - levels[1]!.heapUsed).toBeLessThan(8 * mebibyte)
  // The audio of 10 000 would be 190; Node 24 takes buffers back some time after the collection.
  expect(Math.max(...levels.map(({ arrayBuffers }) => arrayBuffers))).toBeLessThan(48 * mebibyte)
})
