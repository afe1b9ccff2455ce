import type { Bytes } from '@outloud/core'
import { createResampler, type Resampler } from '@outloud/encode'
import type { EngineChunk, Mark } from './engine.ts'

/**
 * What an engine says, once it is asked to, as the protocol's `pcm`: 24 000 Hz, 16-bit, mono.
 * @param onMarks told of the marks of what comes next.
 * @throws `Error` when the engine changes its sample rate, or ends without a sample.
 */
export async function* toPCM(
  speak: () => AsyncIterable<EngineChunk>,
  onMarks: (marks: readonly Mark[]) => void,
): AsyncGenerator<Bytes, void> {
  let rate: number | undefined
  let resampler: Resampler | undefined
  try {
    for await (const { samples, sampleRate, marks } of speak()) {
      if (marks !== undefined) onMarks(marks)
      if (samples.length === 0) continue
      if (resampler === undefined) {
        rate = sampleRate
        resampler = await createResampler({ from: sampleRate })
      } else if (sampleRate !== rate) {
        throw new Error(`The engine changed its sample rate from ${rate} to ${sampleRate} Hz within one text`)
      }
      yield bytesOf(resampler.push(samples))
    }
    if (resampler === undefined) throw new Error('The engine made no audio')
    yield bytesOf(resampler.flush())
  } finally {
    resampler?.close()
  }
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Int16Array<ArrayBuffer>): Bytes =>
  new Uint8Array(buffer, byteOffset, byteLength)
