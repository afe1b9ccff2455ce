import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { type RecognizedSegment, type RecognizedWord, type Recognizer, RecognizerError } from '@outloud/server'

/** The commands it runs, which Debian's `pocketsphinx` (with `pocketsphinx-en-us`) and `ffmpeg` bring. */
export const pocketsphinxTools = ['pocketsphinx_continuous', 'ffmpeg'] as const

/** What its model hears, in hertz: mono, 16 bits a sample. */
const sampleRate = 16_000

/** A word as it prints it: the letters, with the number of the pronunciation behind, when it is heard, how surely. */
const wordLine = /^(\S+?)(?:\(\d+\))? (\d+\.\d+) (\d+\.\d+) \d+\.\d+$/

/** What it calls silence, noise and the ends of a sentence. */
const noWord = /^(<.*>|\[.*\]|\+\+.*\+\+)$/

/**
 * A recognizer over Debian's PocketSphinx, of low accuracy: US English, common words, clearly spoken. It stands here
 * because it is small and free, for tests of the way there and back, and for no other use.
 */
export function createPocketsphinxRecognizer(): Recognizer {
  const closed = new AbortController()
  return {
    name: 'pocketsphinx',
    recognize: async ({ data, name }, { language = 'en', signal }) => {
      if (language !== 'en') throw new RecognizerError(`language: expected en, got ${language}`, 'language')
      const stop = AbortSignal.any([closed.signal, signal])
      const folder = await mkdtemp(join(tmpdir(), 'outloud-recording-'))
      try {
        const file = join(folder, `recording${extname(name)}`)
        const samples = join(folder, 'samples')
        await writeFile(file, data)
        await decode(file, samples, stop)
        const duration = (await stat(samples)).size / (2 * sampleRate)
        return { language, duration, segments: hear(samples, folder, stop) }
      } catch (error) {
        await rm(folder, { recursive: true })
        throw error
      }
    },
    close: async () => closed.abort(new Error('The recognizer is closed')),
  }
}

async function decode(file: string, samples: string, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted()
  const options = ['-v', 'error', '-i', file, '-f', 's16le', '-ar', String(sampleRate), '-ac', '1', samples]
  await promisify(execFile)('ffmpeg', options, { signal }).catch(error => {
    signal.throwIfAborted()
    if (error.code === 'ENOENT') throw error
    throw new RecognizerError('file: expected a recording, got what ffmpeg cannot decode', 'file')
  })
}

/** The stretches of speech that it finds. It prints each one's text, then its words one by one. */
async function* hear(samples: string, folder: string, signal: AbortSignal): AsyncGenerator<RecognizedSegment, void> {
  const options = ['-infile', samples, '-time', 'yes', '-logfn', '/dev/null']
  const sphinx = spawn('pocketsphinx_continuous', options, { signal, stdio: ['ignore', 'pipe', 'ignore'] })
  const ended = once(sphinx, 'close')
  // Heard below, once all that it printed was read.
  ended.catch(() => {})
  let words: RecognizedWord[] = []
  try {
    for await (const line of createInterface({ input: sphinx.stdout })) {
      const [, text, start, end] = wordLine.exec(line) ?? []
      if (text === undefined) {
        yield* segmentOf(words)
        words = []
      } else if (!noWord.test(text)) words.push({ text, start: Number(start), end: Number(end) })
    }
    const [code] = await ended
    if (code !== 0) throw new Error(`pocketsphinx_continuous ended with ${code}`)
    yield* segmentOf(words)
  } catch (error) {
    signal.throwIfAborted()
    throw error
  } finally {
    sphinx.kill()
    await rm(folder, { recursive: true, force: true })
  }
}

function segmentOf(words: readonly RecognizedWord[]): readonly RecognizedSegment[] {
  const [first, last] = [words[0], words.at(-1)]
  if (first === undefined || last === undefined) return []
  return [{ text: words.map(({ text }) => text).join(' '), start: first.start, end: last.end, words }]
}
