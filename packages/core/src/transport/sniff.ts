import { spells } from '../bytes.ts'
import type { AudioFormat, Bytes } from '../format.ts'

/** How many bytes at the start of a body tell what it is. */
export const sniffLength = 16

/** What the first bytes of a body say it is. */
export type Sniffed = AudioFormat | 'html' | 'json' | 'text'

const magic = [
  ['ID3', 'mp3'],
  ['RIFF', 'wav'],
  ['OggS', 'opus'],
  ['fLaC', 'flac'],
] as const

/**
 * Recognises a body by its first bytes: the containers by their own magic (RFC 9639 fLaC, RFC 3533 OggS, RIFF, ID3,
 * MPEG and ADTS sync words), text by being nothing but text. Samples have no magic: `undefined` may be `pcm`.
 */
export function sniff(head: Bytes): Sniffed | undefined {
  for (const [letters, format] of magic) if (spells(head, 0, letters)) return format
  const [first = 0, second = 0, third = 0] = head
  if (first === 0xff && (second & 0xe0) === 0xe0) {
    // Layer 00 is what ADTS always has and MPEG audio never: the two sync words differ only there.
    if ((second & 0xf6) === 0xf0) return 'aac'
    const bitrate = third >> 4
    const sampleRate = (third >> 2) & 3
    if ((second & 0x06) === 0x02 && (second & 0x18) !== 0x08 && bitrate !== 15 && sampleRate !== 3) return 'mp3'
  }
  const ascii = String.fromCharCode(...head.subarray(0, sniffLength))
  // The byte order mark and white space may stand before either.
  const text = ascii.replace(/^\xef\xbb\xbf/, '')
  if (!/^[\t\n\r\x20-\x7e]+$/.test(text)) return undefined
  const start = text.trimStart()
  if (start.startsWith('<')) return 'html'
  return start.startsWith('{') || start.startsWith('[') ? 'json' : 'text'
}
