import type { Worker } from 'node:worker_threads'

/** What a worker posts for each task that it gets: any number of parts, then a result or an error. */
export type WorkerReply<Result, Part = never> =
  | { readonly part: Part }
  | { readonly result: Result }
  | { readonly error: unknown }

/** What a pool is made of. */
export interface WorkerPoolOptions {
  /** The engine's, for messages of errors. */
  readonly name: string
  /** The most workers at the same time. */
  readonly size: number
  /**
   * Starts a worker that does one task per message, in order.
   * @param stop Shared memory: not 0 from when the task that the worker is at is not wanted any more.
   */
  readonly spawn: (stop: Int32Array<SharedArrayBuffer>) => Worker
}

/** Workers that each do one task at a time. */
export interface WorkerPool<Task, Result, Part = never> {
  /**
   * Runs a task on a free worker, in the order of the calls. A task whose signal aborts is dropped if it waits; if it
   * runs, its worker is told to stop and what it still posts is discarded.
   * @param onPart Gets the parts as they come; none after the signal aborted.
   * @throws the signal's reason, what the worker posted as its error, or an `Error` when the worker or the pool ended.
   */
  run(task: Task, signal: AbortSignal, onPart?: (part: Part) => void): Promise<Result>
  /** Ends the workers; tasks reject. */
  close(): Promise<void>
}

interface Job<Task, Result, Part> {
  readonly task: Task
  readonly onPart: ((part: Part) => void) | undefined
  /** Once it did, nobody waits for it. */
  settled: boolean
  resolve(result: Result): void
  reject(reason: unknown): void
}

interface Thread<Task, Result, Part> {
  readonly worker: Worker
  readonly stop: Int32Array<SharedArrayBuffer>
  /** What it is at, settled or not. */
  job: Job<Task, Result, Part> | undefined
}

/**
 * A pool for an engine whose synthesis holds a thread. A worker is started only when a task finds none free, and kept;
 * workers keep the process alive as long as somebody waits for a task, and no longer.
 * @example const pool = createWorkerPool({ name: 'mine', size: 2, spawn: () => new Worker(url) })
 */
export function createWorkerPool<Task, Result, Part = never>(
  options: WorkerPoolOptions,
): WorkerPool<Task, Result, Part> {
  const { name, size, spawn } = options
  const threads = new Set<Thread<Task, Result, Part>>()
  const waiting: Job<Task, Result, Part>[] = []
  let closed = false

  const closedError = (): Error => new Error(`The ${name} engine is closed`)

  /** Who waits in the queue is served by any thread that comes free, so all of them matter to it. */
  const hold = (): void => {
    for (const { worker, job } of threads) {
      if (waiting.length > 0 || job?.settled === false) worker.ref()
      else worker.unref()
    }
  }

  const start = (): Thread<Task, Result, Part> | undefined => {
    if (threads.size >= size) return undefined
    const stop = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))
    const thread: Thread<Task, Result, Part> = { worker: spawn(stop), stop, job: undefined }
    threads.add(thread)
    const lose = (error: unknown): void => {
      threads.delete(thread)
      thread.job?.reject(error)
      dispatch()
    }
    thread.worker.on('message', (reply: WorkerReply<Result, Part>) => {
      const { job } = thread
      if ('part' in reply) {
        if (job?.settled === false) job.onPart?.(reply.part)
        return
      }
      thread.job = undefined
      if ('result' in reply) job?.resolve(reply.result)
      else job?.reject(reply.error)
      dispatch()
    })
    thread.worker.on('error', lose)
    thread.worker.on('exit', code => lose(new Error(`A worker of the ${name} engine ended with code ${code}`)))
    return thread
  }

  const dispatch = (): void => {
    for (let job = waiting[0]; job !== undefined; job = waiting[0]) {
      const free = [...threads].find(thread => thread.job === undefined) ?? start()
      if (free === undefined) break
      waiting.shift()
      free.job = job
      Atomics.store(free.stop, 0, 0)
      free.worker.postMessage(job.task)
    }
    hold()
  }

  const drop = (job: Job<Task, Result, Part>): void => {
    const place = waiting.indexOf(job)
    if (place >= 0) waiting.splice(place, 1)
    for (const thread of threads) if (thread.job === job) Atomics.store(thread.stop, 0, 1)
    hold()
  }

  return {
    run: (task, signal, onPart) =>
      new Promise((resolve, reject) => {
        signal.throwIfAborted()
        if (closed) throw closedError()
        const settle = (): void => {
          job.settled = true
          signal.removeEventListener('abort', onAbort)
        }
        const job: Job<Task, Result, Part> = {
          task,
          onPart,
          settled: false,
          resolve: result => {
            settle()
            resolve(result)
          },
          reject: reason => {
            settle()
            reject(reason)
          },
        }
        const onAbort = (): void => {
          job.reject(signal.reason)
          drop(job)
        }
        signal.addEventListener('abort', onAbort)
        waiting.push(job)
        dispatch()
      }),
    close: async () => {
      closed = true
      const ending = [...threads]
      // From here on nothing lets go of a worker that is waited for, whatever it still says.
      threads.clear()
      for (const job of [...waiting.splice(0), ...ending.map(thread => thread.job)]) job?.reject(closedError())
      await Promise.all(ending.map(({ worker }) => worker.terminate()))
    },
  }
}
