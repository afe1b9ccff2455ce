import type { AudioFormat } from '../format.ts'
import { mp3Framing } from './mp3.ts'
import { createUnitWalker, type Framing, type Walker } from './walker.ts'

type CreateWalker = () => Walker

const framed = (framing: () => Framing) => (): Walker => createUnitWalker(framing())

/** What most ask for is here at once; the others are loaded by the first who asks for them. */
const walkers: Readonly<Record<AudioFormat, () => CreateWalker | Promise<CreateWalker>>> = {
  mp3: () => framed(mp3Framing),
  opus: async () => framed((await import('./ogg.ts')).oggFraming),
  aac: async () => framed((await import('./adts.ts')).adtsFraming),
  flac: async () => (await import('./flac.ts')).createFlacWalker,
  wav: async () => (await import('./wav.ts')).createWavWalker,
  pcm: async () => (await import('./pcm.ts')).createPcmWalker,
}

/** What makes a walker for one answer in this format. */
export const loadWalker = (format: AudioFormat): CreateWalker | Promise<CreateWalker> => walkers[format]()
