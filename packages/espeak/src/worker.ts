import { parentPort, workerData } from 'node:worker_threads'
import type { Part } from './espeak.ts'
import type { Reply } from './pool.ts'
import { createSynthesizer, type Utterance } from './synthesizer.ts'

const stop: Int32Array<SharedArrayBuffer> = workerData
const synthesizer = createSynthesizer()

const answer = (reply: Reply<Part>, transfer?: readonly ArrayBuffer[]): void => parentPort?.postMessage(reply, transfer)

parentPort?.on('message', async (utterance: Utterance) => {
  try {
    const synthesize = await synthesizer
    synthesize(utterance, part => {
      if (part.samples.length > 0) answer({ part }, [part.samples.buffer])
      return Atomics.load(stop, 0) !== 0
    })
    answer({ done: true })
  } catch (error) {
    answer({ error })
  }
})
