import type { AudioFormat } from '../format.ts'
import { adtsFraming } from './adts.ts'
import { createFlacWalker } from './flac.ts'
import { mp3Framing } from './mp3.ts'
import { oggFraming } from './ogg.ts'
import { createPcmWalker } from './pcm.ts'
import { createUnitWalker, type Walker } from './walker.ts'
import { createWavWalker } from './wav.ts'

const walkers: Readonly<Record<AudioFormat, () => Walker>> = {
  mp3: () => createUnitWalker(mp3Framing()),
  opus: () => createUnitWalker(oggFraming()),
  aac: () => createUnitWalker(adtsFraming()),
  flac: createFlacWalker,
  wav: createWavWalker,
  pcm: createPcmWalker,
}

/** A walker for one answer in this format. */
export const createWalker = (format: AudioFormat): Walker => walkers[format]()
