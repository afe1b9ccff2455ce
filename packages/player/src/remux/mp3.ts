import type { Bytes } from '@outloud/core'
import { createFrameCutter, type Frame } from './mp3-frames.ts'
import { joined, type Piece, type Remuxer } from './remuxer.ts'

/** For browsers that take mp3 as it is: its frames and nothing else, so that answers join. */
export function createMp3Frames(): Remuxer {
  const cutter = createFrameCutter()
  return {
    push: (chunk: Bytes) => pieceOf(cutter.push(chunk)),
    endAnswer: () => pieceOf(cutter.endAnswer()),
  }
}

function pieceOf(frames: readonly Frame[]): Piece | undefined {
  if (frames.length === 0) return undefined
  return { bytes: joined(frames.map(({ bytes }) => bytes)), seconds: secondsOf(frames), header: undefined }
}

export const secondsOf = (frames: readonly Frame[]): number =>
  frames.reduce((sum, { samples, sampleRate }) => sum + samples / sampleRate, 0)
