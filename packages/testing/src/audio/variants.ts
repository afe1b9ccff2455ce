import type { AudioFormat, Bytes } from '@outloud/core'
import { tones } from './tones.ts'

function patched(bytes: Bytes, patches: Readonly<Record<number, readonly number[]>>): Bytes {
  const copy = bytes.slice()
  for (const [at, patch] of Object.entries(patches)) copy.set(patch, Number(at))
  return copy
}

const ascii = (text: string): Bytes => Uint8Array.from(text, character => character.charCodeAt(0))

function joined(...parts: readonly Bytes[]): Bytes {
  return new Uint8Array(Buffer.concat(parts))
}

const unknownSize = [0xff, 0xff, 0xff, 0xff]
const unknownChecksum = Array.from({ length: 16 }, () => 0)

/** A whole file and what it is. */
export interface LegalTone {
  readonly format: AudioFormat
  readonly bytes: Bytes
}

/** What an encoder that cannot seek leaves open: frame sizes, total of samples, checksum. */
const openFlac = { 12: [0, 0, 0, 0, 0, 0], 26: unknownChecksum }

/** The tone as such an encoder leaves it, with the total of samples that who has read it knows. */
export const countedFlac: Bytes = patched(tones.flac, openFlac)

/** Tones that are unusual and right: a client that refuses one refuses what real servers send. */
export const legalTones: Readonly<
  Record<'streamedWav' | 'listedWav' | 'extensibleWav' | 'streamedFlac' | 'taggedMp3', LegalTone>
> = {
  /** Written by a server that did not know the length: both sizes 0xFFFFFFFF (PROTOCOL.md). */
  streamedWav: { format: 'wav', bytes: patched(tones.wav, { 4: unknownSize, 40: unknownSize }) },
  /** A LIST chunk of odd length, so with a pad byte, stands before the samples. */
  listedWav: {
    format: 'wav',
    bytes: joined(
      patched(tones.wav.slice(0, 36), { 4: [0xf2, 0x5d, 0, 0] }),
      ascii('LIST\x05\0\0\0INFO1\0'),
      tones.wav.slice(36),
    ),
  },
  /** `WAVE_FORMAT_EXTENSIBLE`: a format chunk of 40 bytes that ends in the GUID of PCM. */
  extensibleWav: {
    format: 'wav',
    bytes: joined(
      patched(tones.wav.slice(0, 36), { 4: [0xfc, 0x5d, 0, 0], 16: [40], 20: [0xfe, 0xff] }),
      ascii('\x16\0\x10\0\x04\0\0\0\x01\0\0\0\0\0\x10\0\x80\0\0\xaa\0\x38\x9b\x71'),
      tones.wav.slice(36),
    ),
  },
  /** STREAMINFO without frame sizes, total of samples and checksum, as an encoder that cannot seek leaves it. */
  streamedFlac: {
    format: 'flac',
    bytes: patched(tones.flac, { ...openFlac, 21: [0xf0, 0, 0, 0, 0] }),
  },
  /** An ID3v2 tag with ten bytes of padding before, an ID3v1 tag of 128 bytes behind. */
  taggedMp3: {
    format: 'mp3',
    bytes: joined(ascii(`ID3\x04\0\0\0\0\0\x0a${'\0'.repeat(10)}`), tones.mp3, ascii(`TAG${'\0'.repeat(125)}`)),
  },
}
