import { EngineError, type Voice } from '@outloud/server/engine'
import type { FliteSpeaker } from './flite.ts'

/** How a voice is made: a speaker, and how far up or down it is shifted. */
export interface FliteVoice {
  readonly speaker: FliteSpeaker
  /** Factor on pitch and formants; 1 is the speaker's own. */
  readonly pitch: number
}

/**
 * Every voice by name: the thirteen of the protocol, then flite's own.
 * Voices of one speaker are at least 7 % apart, which is heard as another person.
 */
export const fliteVoices = {
  alloy: { speaker: 'slt', pitch: 0.9 },
  ash: { speaker: 'rms', pitch: 1.12 },
  ballad: { speaker: 'awb', pitch: 0.88 },
  cedar: { speaker: 'rms', pitch: 0.9 },
  coral: { speaker: 'slt', pitch: 1.08 },
  echo: { speaker: 'rms', pitch: 1 },
  fable: { speaker: 'awb', pitch: 1 },
  marin: { speaker: 'slt', pitch: 1.16 },
  nova: { speaker: 'slt', pitch: 1 },
  onyx: { speaker: 'rms', pitch: 0.82 },
  sage: { speaker: 'slt', pitch: 0.82 },
  shimmer: { speaker: 'slt', pitch: 1.25 },
  verse: { speaker: 'awb', pitch: 1.14 },
  slt: { speaker: 'slt', pitch: 1 },
  rms: { speaker: 'rms', pitch: 1 },
  awb: { speaker: 'awb', pitch: 1 },
  kal: { speaker: 'kal', pitch: 1 },
  kal16: { speaker: 'kal16', pitch: 1 },
} as const

// awb is a Scot; kal alone is sampled at 8000 Hz, the others at 16 000.
const languages: Readonly<Record<FliteSpeaker, string>> = {
  slt: 'en-US',
  rms: 'en-US',
  awb: 'en-GB',
  kal: 'en-US',
  kal16: 'en-US',
}

const isVoice = (name: string): name is keyof typeof fliteVoices => Object.hasOwn(fliteVoices, name)

/** The voices as an engine lists them. */
export const listVoices = (): readonly Voice[] =>
  Object.entries(fliteVoices).map(([id, { speaker }]) => ({ id, language: languages[speaker] }))

/** @throws `EngineError` that lists the known names. */
export const findVoice = (name: string): FliteVoice => {
  if (isVoice(name)) return fliteVoices[name]
  throw new EngineError(`Unknown voice "${name}". flite has: ${Object.keys(fliteVoices).join(', ')}.`, 'voice')
}
