import type { Bytes } from '@outloud/core'
import { box, u16, zeros } from './boxes.ts'
import { fileHeader, fragment } from './fragments.ts'
import { secondsOf } from './mp3.ts'
import { createFrameCutter, type Frame } from './mp3-frames.ts'
import type { Piece, Remuxer } from './remuxer.ts'

/** mp3 in MP4, for browsers that refuse it bare. */
export function createMp3Fragments(): Remuxer {
  const cutter = createFrameCutter()
  let kind: string | undefined
  let header: Bytes | undefined
  let passed = 0

  function pieceOf(frames: readonly Frame[]): Piece | undefined {
    const [first] = frames
    if (first === undefined) return undefined
    const { sampleRate, channels } = first
    if (kind !== `${sampleRate} ${channels}`) {
      kind = `${sampleRate} ${channels}`
      header = fileHeader({ entry: 'mp4a', description: streamDescriptor, sampleRate, channels, bitsPerSample: 16 })
      passed = 0
    }
    const bytes = fragment(passed, frames)
    passed += frames.reduce((sum, { samples }) => sum + samples, 0)
    return { bytes, seconds: secondsOf(frames), header }
  }

  return { push: chunk => pieceOf(cutter.push(chunk)), endAnswer: () => pieceOf(cutter.endAnswer()) }
}

/** ISO/IEC 14496-1, 7.2.6: an elementary stream whose decoder is that of MPEG-1 audio, and nothing more about it. */
const streamDescriptor = box('esds', zeros(4), [3, 21, ...u16(1), 0], [4, 13, 0x6b, 0x15, ...zeros(11)], [6, 1, 2])
