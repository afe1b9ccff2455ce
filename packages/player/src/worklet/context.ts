import { pcmFacts } from '@outloud/core'
import { processorCode, processorName } from './processor.ts'

/** A context that makes nodes which play what is posted to them. */
export interface Sound {
  readonly context: AudioContext
  createNode(): Promise<AudioWorkletNode>
}

/** Chromium neither refuses nor allows without a gesture, it waits for one: this long it is waited with it. */
const patience = 150

export function openSound(): Sound {
  const context = new AudioContext({ sampleRate: pcmFacts.sampleRate, latencyHint: 'interactive' })
  const url = URL.createObjectURL(new Blob([processorCode], { type: 'text/javascript' }))
  const loaded = context.audioWorklet.addModule(url).finally(() => URL.revokeObjectURL(url))
  // Whoever makes a node hears of it.
  loaded.catch(() => {})
  return {
    context,
    createNode: async () => {
      await loaded
      return new AudioWorkletNode(context, processorName, { numberOfInputs: 0, outputChannelCount: [1] })
    },
  }
}

/** @throws `NotAllowedError` when the browser wants a gesture first. */
export async function resume(context: AudioContext): Promise<void> {
  if (context.state === 'running') return
  let timer: ReturnType<typeof setTimeout> | undefined
  const refusal = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new DOMException('Sound needs a gesture of the user first', 'NotAllowedError'))
    }, patience)
  })
  try {
    await Promise.race([context.resume(), refusal])
  } finally {
    clearTimeout(timer)
  }
}
