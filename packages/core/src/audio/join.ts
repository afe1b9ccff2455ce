import { InvalidResponseError } from '../errors.ts'
import { type AudioFormat, audioFormats, type Bytes, pcmFacts } from '../format.ts'
import type { Joiner } from './passage.ts'
import { loadWalker } from './walk.ts'
import type { Walker } from './walker.ts'
import { createWavWalker, type WavWalker } from './wav.ts'
import { type WavFormat, wavHeader } from './wav-header.ts'

/** For several answers: pcm and wav sample by sample, mp3 and aac frame by frame, without what belongs to each alone. */
export function createJoiner(format: AudioFormat): Joiner {
  if (format === 'wav') return createWavJoiner()
  const { joining } = audioFormats[format]
  // Whoever calls has refused the others before anything was sent.
  if (joining === 'encode') throw new TypeError(`${format} cannot be joined`)
  let before = 0
  let walker: Walker | undefined
  return {
    async *answer(chunks, pause) {
      const createWalker = await loadWalker(format)
      if (pause > 0) {
        yield silence(pause, pcmFacts.sampleRate, pcmFacts.bytesPerSample)
        before += pause
      }
      // Of an answer that was left early, only what passed counts.
      before += walker?.seconds ?? 0
      walker = createWalker()
      yield* walked(walker, chunks)
    },
    get seconds() {
      return before + (walker?.seconds ?? 0)
    },
    header: () => undefined,
  }
}

function createWavJoiner(): Joiner {
  let format: WavFormat | undefined
  let dataLength = 0
  const frame = ({ channels, bitsPerSample }: WavFormat) => (channels * bitsPerSample) / 8

  const agree = (found: WavFormat | undefined) => {
    if (found === undefined) return
    format ??= found
    const same = (['sampleRate', 'channels', 'bitsPerSample'] as const).every(name => format?.[name] === found[name])
    if (same) return
    throw new InvalidResponseError('The answers differ in sample rate, channels or sample size', {
      status: 200,
      contentType: audioFormats.wav.type,
      reason: 'format',
    })
  }

  return {
    async *answer(chunks, pause) {
      const walker: WavWalker = createWavWalker()
      let pauseLeft = pause
      for await (const samples of walked(walker, chunks)) {
        const isFirst = format === undefined
        agree(walker.format)
        if (format === undefined) continue
        if (isFirst) yield wavHeader(format)
        if (pauseLeft > 0) {
          const silent = silence(pauseLeft, format.sampleRate, frame(format))
          pauseLeft = 0
          dataLength += silent.length
          yield silent
        }
        dataLength += samples.length
        yield samples
      }
    },
    get seconds() {
      return format === undefined ? 0 : dataLength / (format.sampleRate * frame(format))
    },
    header: () => (format === undefined ? undefined : wavHeader({ ...format, dataLength })),
  }
}

async function* walked(walker: Walker, chunks: AsyncIterable<Bytes>): AsyncGenerator<Bytes, void> {
  for await (const bytes of chunks) {
    const audio = walker.push(bytes)
    if (audio.length > 0) yield audio
  }
  walker.end()
}

const silence = (seconds: number, sampleRate: number, bytesPerSample: number): Bytes =>
  new Uint8Array(Math.round(seconds * sampleRate) * bytesPerSample)
