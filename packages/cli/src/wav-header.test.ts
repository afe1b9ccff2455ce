import { tones } from '@outloud/testing'
import { describe, expect, it } from 'vitest'
import { completeWavHeader } from './wav-header.ts'

/** A WAV file of such chunks; the sizes are what they should be unless told otherwise. */
function wav(chunks: readonly (readonly [tag: string, content: number, size?: number])[], size?: number): Buffer {
  const parts = chunks.map(([tag, content, size = content]) => {
    const chunk = Buffer.alloc(8 + content + (content % 2), 0x7f)
    chunk.write(tag, 'latin1')
    chunk.writeUInt32LE(size, 4)
    return chunk
  })
  const body = Buffer.concat(parts)
  const head = Buffer.from('RIFF....WAVE', 'latin1')
  head.writeUInt32LE(size ?? body.length + 4, 4)
  return Buffer.concat([head, body])
}

const open = 0xffff_ffff
const hex = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? []).toString('hex')

describe('the header of a WAV file', () => {
  it.each([open, 0])('gets the sizes that the stream left open as %i', unknown => {
    const known = wav([
      ['fmt ', 16],
      ['data', 1_000],
    ])
    const streamed = wav(
      [
        ['fmt ', 16],
        ['data', 1_000, unknown],
      ],
      unknown,
    )
    expect(hex(completeWavHeader(streamed, streamed.length))).toBe(hex(known.subarray(0, 44)))
  })

  it('is found behind other chunks, of odd length too', () => {
    const chunks = [
      ['fmt ', 16],
      ['LIST', 27],
      ['fact', 4],
    ] as const
    const streamed = wav([...chunks, ['data', 10, open]], open)
    const known = wav([...chunks, ['data', 10]])
    expect(hex(completeWavHeader(streamed, streamed.length))).toBe(hex(known.subarray(0, -10)))
  })

  it.each([
    ['states its sizes', Buffer.from(tones.wav)],
    ['is that of another format', Buffer.from(tones.flac)],
    ['never comes to the samples', wav([['fmt ', 16]])],
    ['ends in the middle of a chunk', wav([['LIST', 5_000, 100_000]])],
    ['is too short', Buffer.from('RIFF')],
    ['is empty', Buffer.alloc(0)],
  ])('stays as it is when it %s', (_, file) => {
    expect(completeWavHeader(file.subarray(0, 4_096), file.length)).toBeUndefined()
  })

  it('stays open where 32 bits cannot count', () => {
    const streamed = wav(
      [
        ['fmt ', 16],
        ['data', 10, open],
      ],
      open,
    )
    expect(completeWavHeader(streamed, 2 ** 32)).toBeUndefined()
  })
})
