import { concat } from '../bytes.ts'
import { type Bytes, pcmFacts } from '../format.ts'
import type { Walker } from './walker.ts'

const bytesPerSecond = pcmFacts.sampleRate * pcmFacts.channels * pcmFacts.bytesPerSample

/** Samples without a header: everything is audio, and it ends between two samples. */
export function createPcmWalker(): Walker {
  let received = 0
  // Transport chunks end anywhere: half a sample waits for its other half.
  let half: Bytes = new Uint8Array(0)
  return {
    push: bytes => {
      received += bytes.length
      const all = half.length === 0 ? bytes : concat([half, bytes])
      const whole = all.length - (all.length % pcmFacts.bytesPerSample)
      half = all.slice(whole)
      return all.subarray(0, whole)
    },
    end: () => half.length === 0,
    get seconds() {
      return (received - half.length) / bytesPerSecond
    },
  }
}
