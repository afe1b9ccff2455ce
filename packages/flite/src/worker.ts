import { parentPort, workerData } from 'node:worker_threads'
import type { WorkerReply } from '@outloud/server/node'
import type { Sound } from './flite.ts'
import { createSynthesizer, type Utterance } from './synthesizer.ts'

const synthesizer = createSynthesizer(workerData)

const answer = (reply: WorkerReply<Sound>, transfer?: readonly ArrayBuffer[]): void =>
  parentPort?.postMessage(reply, transfer)

parentPort?.on('message', async (utterance: Utterance) => {
  try {
    const sound = (await synthesizer)(utterance)
    answer({ result: sound }, [sound.samples.buffer])
  } catch (error) {
    answer({ error })
  }
})
