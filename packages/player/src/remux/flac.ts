import type { AudioFormat, Bytes } from '@outloud/core'
import { flacCodec, flacFrame, longestBlock, shortestBlock } from './flac-frames.ts'
import { type FragmentFrame, fileHeader, fragment } from './fragments.ts'
import { joined, none, type Piece, type Remuxer } from './remuxer.ts'
import { createSampleReader, type SampleFacts } from './samples.ts'

/** What is worth a fragment of its own, in seconds. */
const leastPiece = 0.02

/** `pcm` and `wav` as FLAC without prediction in MP4: the one lossless kind that every browser streams. */
export function createFlac(format: AudioFormat): Remuxer {
  const reader = createSampleReader(format)
  let facts: SampleFacts | undefined
  let header: Bytes | undefined
  let passed = 0
  let held: Bytes = none

  /** All that is held but the last `keep` samples, where that is at least so many. */
  function flush({ sampleRate, ...layout }: SampleFacts, keep: number, least: number): Piece | undefined {
    const step = layout.channels * layout.bytesPerSample
    const count = held.length / step - keep
    if (count < least) return undefined
    const frames: FragmentFrame[] = []
    const start = passed
    for (let at = 0; at < count; ) {
      const samples = Math.min(longestBlock, count - at)
      const bytes = flacFrame(held.subarray(at * step, (at + samples) * step), passed, { sampleRate, ...layout })
      frames.push({ bytes, samples })
      at += samples
      passed += samples
    }
    held = held.slice(count * step)
    return { bytes: fragment(start, frames), seconds: count / sampleRate, header }
  }

  return {
    push: chunk => {
      const samples = reader.push(chunk)
      if (samples.length === 0) return undefined
      if (facts !== reader.facts) {
        facts = reader.facts
        header = fileHeader(flacCodec(facts))
        passed = 0
      }
      held = held.length === 0 ? samples : joined([held, samples])
      // A rest is kept, so that no answer ends in a block that is shorter than the description says.
      return flush(facts, shortestBlock, leastPiece * facts.sampleRate)
    },
    endAnswer: () => {
      reader.endAnswer()
      return facts === undefined ? undefined : flush(facts, 0, 1)
    },
  }
}
