import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { Engine } from '@outloud/server/engine'
import { createWorkerPool, type WorkerPool } from '@outloud/server/node'
import { closedError } from './closed.ts'
import type { Part } from './espeak.ts'
import { createSpeak } from './speak.ts'
import type { Utterance } from './synthesizer.ts'
import { listVoices } from './voices.ts'

/** How much of the machine an engine may use. */
export interface EspeakEngineOptions {
  /**
   * The most sentences synthesized at the same time, each on its own thread with about 90 MB.
   * A thread is started when it is first needed and kept.
   * @default the processor's threads less one, at least 1
   */
  readonly workers?: number | undefined
}

function startPool(size: number): WorkerPool<Utterance, void, Part> {
  const url = new URL('./worker.js', import.meta.url)
  const spawn = (workerData: Int32Array): Worker => new Worker(url, { name: 'espeak', workerData, execArgv: [] })
  return createWorkerPool({ name: 'espeak', size, spawn })
}

/**
 * espeak-ng, a speech engine for more than a hundred languages that runs inside this process: no key, no network.
 *
 * It speaks sentence by sentence, 100 ms at a time, with a mark for each word. The same text always sounds the same.
 * Threads do not keep the process alive once they are idle.
 * @throws `RangeError` when `workers` is not a whole number from 1.
 * @example const server = createSpeechServer({ engine: createEspeakEngine() })
 */
export function createEspeakEngine(options: EspeakEngineOptions = {}): Engine {
  const { workers = Math.max(1, availableParallelism() - 1) } = options
  if (!Number.isInteger(workers) || workers < 1) {
    throw new RangeError(`workers must be a whole number from 1, got ${workers}`)
  }
  let pool: WorkerPool<Utterance, void, Part> | undefined
  let closed = false
  return {
    name: 'espeak',
    voices: listVoices(),
    speak: createSpeak(async () => {
      if (closed) throw closedError()
      pool ??= startPool(workers)
      return pool.run
    }),
    close: async () => {
      closed = true
      await pool?.close()
    },
  }
}
