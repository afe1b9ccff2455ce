import { type AudioFormat, audioFormats, type Bytes } from '@outloud/core'
import { type Bitrates, completeBitrates } from './bitrates.ts'
import type { Encoder } from './encoder.ts'
import { createSampleReader, orAborted } from './sample-reader.ts'
import { encodePcm, encodeWav } from './wav.ts'

/** How `createEncode` should encode. */
export interface EncodeSettings {
  /** Sizes of the lossy formats; each has its own default. */
  readonly bitrates?: Bitrates | undefined
}

/** What one run of `Encode` may be given. */
export interface EncodeOptions {
  /** Stops everything; iterating then rejects with `signal.reason`. */
  readonly signal?: AbortSignal | undefined
  /**
   * Called once, after the last chunk, in the formats whose header states a length (mp3, flac, wav).
   * The header belongs over the first bytes of the stream and is exactly as long as what stands there:
   * written at position 0 of a file it makes the duration exact and seeking sure. The samples do not change.
   */
  readonly onHeader?: ((header: Bytes) => void) | undefined
}

/**
 * Samples in (`pcm` as on the wire: 24 000 Hz, 16-bit little-endian, mono, cut anywhere), one valid file out.
 *
 * It streams: each chunk is handed on when it is encoded, and input is read only as output is taken. The same
 * samples give the same bytes, however they are cut. Leaving early ends the input (an input that waits for data
 * ends when it next has some, so give its source the `signal` too).
 *
 * @throws {RangeError} while iterating, when `pcm` is empty or ends in the middle of a sample.
 */
export type Encode = (
  pcm: AsyncIterable<Bytes>,
  format: AudioFormat,
  options?: EncodeOptions,
) => AsyncGenerator<Bytes, void>

/** Each codec is loaded by its first use: pcm and wav cost nothing, and who writes mp3 has no aac in memory. */
const encoders: Record<AudioFormat, () => Promise<Encoder>> = {
  mp3: async () => (await import('./mp3.ts')).encodeMp3,
  opus: async () => (await import('./opus.ts')).encodeOpus,
  aac: async () => (await import('./aac.ts')).encodeAac,
  flac: async () => (await import('./flac.ts')).encodeFlac,
  wav: async () => encodeWav,
  pcm: async () => encodePcm,
}

/**
 * Makes an encoder for all six formats, in Node and in browsers. What the bare stream says of its own length, and
 * what it says once `onHeader`'s bytes stand at its start:
 *
 * | format | stream                                           | with the header                 |
 * |--------|--------------------------------------------------|---------------------------------|
 * | mp3    | starts 0.024 s late, up to 0.048 s longer in all | exact to the sample             |
 * | opus   | exact to the sample                              | (has none)                      |
 * | aac    | up to 0.043 s longer; the first 0.043 s fade in | (has none)                      |
 * | flac   | exact to the sample, total not stated            | exact to the sample, stated     |
 * | wav    | exact to the sample, size 0xFFFFFFFF: to the end | exact to the sample, stated     |
 * | pcm    | exact to the sample                              | (has none)                      |
 *
 * The mp3, aac and flac encoders run in a worker, from a `blob:` URL in a browser; opus runs where it is called.
 *
 * @throws {RangeError} when a bitrate is none that its format has.
 * @example
 * const encode = createEncode()
 * let header: Bytes | undefined
 * for await (const chunk of encode(pcm, 'mp3', { onHeader: bytes => { header = bytes } })) await file.write(chunk)
 * if (header) await file.write(header, 0, header.length, 0)
 */
export function createEncode({ bitrates = {} }: EncodeSettings = {}): Encode {
  const complete = completeBitrates(bitrates)

  return async function* encode(pcm, format, { signal, onHeader } = {}) {
    if (!Object.hasOwn(encoders, format)) {
      throw new RangeError(`format must be one of ${Object.keys(audioFormats).join(', ')}, not ${format}`)
    }
    signal?.throwIfAborted()
    const encoder = await orAborted(encoders[format](), signal)
    const reader = createSampleReader(pcm, signal)
    try {
      const header = yield* encoder(reader, complete)
      if (header !== undefined) onHeader?.(header)
    } finally {
      await reader.close()
    }
  }
}
