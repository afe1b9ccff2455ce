import { pcmFacts } from '@outloud/core'
import { processorCode } from './processor.ts'

/** A context, and when it knows the processor. */
export interface Sound {
  readonly context: AudioContext
  readonly loaded: Promise<void>
}

export function openSound(): Sound {
  const context = new AudioContext({ sampleRate: pcmFacts.sampleRate })
  const url = URL.createObjectURL(new Blob([processorCode], { type: 'text/javascript' }))
  const loaded = context.audioWorklet.addModule(url)
  const revoke = () => URL.revokeObjectURL(url)
  // Whoever makes a node hears of it.
  loaded.then(revoke, revoke)
  return { context, loaded }
}

const hasGesture = () => navigator.userActivation?.hasBeenActive

/**
 * Chromium neither refuses nor allows without a gesture, it waits for one: so long it is waited with it, in milliseconds.
 * Where there was one, it is the device that takes its time.
 */
const patience = () => (hasGesture() ? 1_000 : 150)

/** @throws `NotAllowedError` when the browser wants a gesture first. */
export const resume = (context: AudioContext): Promise<void> =>
  Promise.race([
    context.resume(),
    new Promise<never>((_resolve, reject) => {
      setTimeout(reject, patience(), new DOMException('Sound needs a gesture', 'NotAllowedError'))
    }),
  ])

/** Settles once the context is let sound, which a gesture says sooner than its device; never where one is wanted first. */
export const allowed = async (context: AudioContext): Promise<void> =>
  hasGesture() ? undefined : resume(context).catch(() => new Promise(() => {}))
