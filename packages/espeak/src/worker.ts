import { parentPort, workerData } from 'node:worker_threads'
import type { WorkerReply } from '@outloud/server/node'
import type { Part } from './espeak.ts'
import { createSynthesizer, type Utterance } from './synthesizer.ts'

const stop: Int32Array<SharedArrayBuffer> = workerData
const synthesizer = createSynthesizer()

const answer = (reply: WorkerReply<void, Part>, transfer?: readonly ArrayBuffer[]): void =>
  parentPort?.postMessage(reply, transfer)

parentPort?.on('message', async (utterance: Utterance) => {
  try {
    const synthesize = await synthesizer
    synthesize(utterance, part => {
      if (part.samples.length > 0) answer({ part }, [part.samples.buffer])
      return Atomics.load(stop, 0) !== 0
    })
    answer({ result: undefined })
  } catch (error) {
    answer({ error })
  }
})
