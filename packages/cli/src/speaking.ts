import type { Plan, Speech } from '@outloud/core'
import type { Captions } from './captions.ts'
import type { OpenEngine } from './engine.ts'
import { type HowFar, narrate } from './narration.ts'
import type { Output } from './output.ts'

/** A speech and where it goes. */
interface Speaking {
  readonly speech: Speech
  /** What it will ask for; `undefined` where it is asked for at another pace. */
  readonly plan: Plan | undefined
  readonly engine: Pick<OpenEngine, 'encode'>
  readonly audio: Output
  readonly captions?: Captions | undefined
  readonly signal: AbortSignal
}

/** What was spoken. */
export interface Spoken {
  readonly format: string
  readonly segments: number
  /** Segments that were kept from before. */
  readonly cached: number
  /** Of the file. */
  readonly bytes: number
  /** Of audio. */
  readonly seconds: number
}

/** A speech on its way into its output. */
export interface SpeakingNow {
  far(): HowFar
  /** Writes it all; what was written then stands under its name. */
  finish(): Promise<Spoken>
}

/** Begins to speak into an output. */
export function speakInto({ speech, plan, engine, audio, captions, signal }: Speaking): SpeakingNow {
  const { chunks, header, far } = narrate(speech, { plan, encode: engine.encode, signal })
  return {
    far,
    finish: async () => {
      await audio.write(chunks, header)
      await captions?.write(await speech.cues())
      // The audio last: where it is, everything is.
      await captions?.place()
      await audio.place()
      const { done, cached, written, seconds } = far()
      return { format: speech.format, segments: done, cached, bytes: written, seconds }
    },
  }
}
