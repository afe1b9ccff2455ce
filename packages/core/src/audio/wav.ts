import { concat, fourLetters } from '../bytes.ts'
import type { Bytes } from '../format.ts'
import type { Walker } from './walker.ts'
import type { WavFormat } from './wav-header.ts'

export interface WavWalker extends Walker {
  /** Known once the header has passed. */
  readonly format: WavFormat | undefined
}

/** Some writers leave the largest signed size there, or a little less: nobody means two gigabytes. */
const leastUnknownSize = 0x7fff_f000

/** What is kept of what stands before the samples. Where there is more, nothing can be written over it. */
const longestHead = 64 * 1024

/** The largest size that can be written. */
const mostSize = 0xffff_ffff

/** RIFF/WAVE: gives the bytes of the data chunk and nothing else. */
export function createWavWalker(): WavWalker {
  let carry: Bytes = new Uint8Array(0)
  let format: WavFormat | undefined
  let skip = 12
  let data: 'ahead' | 'here' | 'over' = 'ahead'
  let left = 0
  let announced = true
  let received = 0
  let head: Bytes = new Uint8Array(0)

  const bytesPerSecond = () =>
    format === undefined ? 1 : (format.sampleRate * format.channels * format.bitsPerSample) / 8

  /** Chunks up to the data. Gives where it stopped, for want of bytes or because the data begins. */
  function readHeader(bytes: Bytes): number {
    let at = 0
    while (data === 'ahead') {
      const passed = Math.min(skip, bytes.length - at)
      at += passed
      skip -= passed
      if (skip > 0 || bytes.length - at < 8) return at
      const view = new DataView(bytes.buffer, bytes.byteOffset + at, bytes.length - at)
      const size = view.getUint32(4, true)
      const name = fourLetters(bytes, at)
      if (name === 'data') {
        // 0 stands for "not known" too, where a writer never came back to fill it in.
        announced = size < leastUnknownSize && size !== 0
        left = announced ? size : Number.POSITIVE_INFINITY
        data = 'here'
        return at + 8
      }
      if (name === 'fmt ') {
        if (view.byteLength < 24) return at
        format = {
          channels: view.getUint16(10, true),
          sampleRate: view.getUint32(12, true),
          bitsPerSample: view.getUint16(22, true),
        }
      }
      // Chunks are padded to an even size.
      skip = 8 + size + (size % 2)
    }
    return at
  }

  return {
    push: bytes => {
      const all = carry.length === 0 ? bytes : concat([carry, bytes])
      const at = readHeader(all)
      carry = data === 'ahead' ? all.slice(at) : new Uint8Array(0)
      if (at > 0 && head.length <= longestHead) head = concat([head, all.slice(0, at)])
      if (data !== 'here') return new Uint8Array(0)
      const samples = all.subarray(at, Math.min(all.length, at + left))
      left -= samples.length
      received += samples.length
      if (left === 0) data = 'over'
      return samples
    },
    end: () => format !== undefined && (data === 'over' || (data === 'here' && !announced)),
    get seconds() {
      return received / bytesPerSecond()
    },
    get format() {
      return format
    },
    header: () => {
      const length = head.length + received
      if (data === 'ahead' || announced || head.length > longestHead || length > mostSize) return undefined
      const header = head.slice()
      const view = new DataView(header.buffer)
      view.setUint32(4, length - 8, true)
      view.setUint32(header.length - 4, received, true)
      return header
    },
  }
}
