import { type AudioFormat, type Bytes, InvalidResponseError, pcmFacts } from '@outloud/core'

/** Makes one stream of the bytes of several speeches. */
export interface Seam {
  /** The next speech's share. */
  speech(chunks: AsyncIterable<Bytes>): AsyncGenerator<Bytes, void>
  /** Silence, where the format is made of samples. */
  pause(seconds: number): Generator<Bytes, void>
}

/** Frames and samples follow one another as they are; only a wav file has a header, which is there once. */
export function createSeam(format: AudioFormat): Seam {
  if (format === 'wav') return createWavSeam()
  return {
    async *speech(chunks) {
      yield* chunks
    },
    *pause(seconds) {
      yield silence(seconds, pcmFacts.sampleRate, pcmFacts.bytesPerSample)
    },
  }
}

/** What core and encode write before samples whose number they do not know. */
const headerLength = 44

function createWavSeam(): Seam {
  let header: Buffer | undefined
  // Asked for before anybody knew what a sample is.
  let owed = 0

  function* pause(seconds: number): Generator<Bytes, void> {
    if (header === undefined) owed += seconds
    else if (seconds > 0) yield silence(seconds, header.readUInt32LE(24), header.readUInt16LE(32))
  }

  return {
    pause,
    async *speech(chunks) {
      let head: Buffer | undefined = Buffer.alloc(0)
      for await (const bytes of chunks) {
        if (head === undefined) {
          yield bytes
          continue
        }
        head = Buffer.concat([head, bytes])
        if (head.length < headerLength) continue
        const found = head.subarray(0, headerLength)
        const samples = new Uint8Array(head.subarray(headerLength))
        head = undefined
        if (header === undefined) {
          header = found
          yield new Uint8Array(found)
          yield* pause(owed)
        } else if (!header.equals(found)) {
          throw new InvalidResponseError('The answers differ in sample rate, channels or sample size', {
            status: 200,
            contentType: 'audio/wav',
            reason: 'format',
          })
        }
        if (samples.length > 0) yield samples
      }
    },
  }
}

const silence = (seconds: number, sampleRate: number, bytesPerSample: number): Bytes =>
  new Uint8Array(Math.round(seconds * sampleRate) * bytesPerSample)
