import { pcmFacts } from '@outloud/core'
import { processorCode } from './processor.ts'

/** A context, and when it knows the processor. */
export interface Sound {
  readonly context: AudioContext
  readonly loaded: Promise<void>
}

/**
 * Chromium neither refuses nor allows without a gesture, it waits for one. This long it is waited with it, in milliseconds;
 * longer where there was one, because what it waits for then is the device.
 */
const patience = () => (hasGesture() ? 2_000 : 150)

const hasGesture = () => navigator.userActivation?.hasBeenActive === true

export function openSound(): Sound {
  const context = new AudioContext({ sampleRate: pcmFacts.sampleRate })
  const url = URL.createObjectURL(new Blob([processorCode], { type: 'text/javascript' }))
  const loaded = context.audioWorklet.addModule(url)
  const revoke = () => URL.revokeObjectURL(url)
  // Whoever makes a node hears of it.
  loaded.then(revoke, revoke)
  return { context, loaded }
}

/** @throws `NotAllowedError` when the browser wants a gesture first. */
export async function resume(context: AudioContext): Promise<void> {
  if (context.state === 'running') return
  const refusal = new Promise<never>((_resolve, reject) => {
    setTimeout(reject, patience(), new DOMException('Sound needs a gesture', 'NotAllowedError'))
  })
  await Promise.race([context.resume(), refusal])
}

/** Settles once the context sounds, or will after the gesture that there was; never where one is wanted first. */
export const allowed = (context: AudioContext): Promise<void> =>
  hasGesture() ? Promise.resolve() : resume(context).catch(() => new Promise(() => {}))
