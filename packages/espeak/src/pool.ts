import type { Worker } from 'node:worker_threads'
import { closedError } from './closed.ts'

/** What a worker posts for each message that it gets: parts, and then one of the others. */
export type Reply<Part> = { readonly part: Part } | { readonly done: true } | { readonly error: unknown }

/** A worker, and the word of shared memory in which it is told to stop. */
export interface StoppableWorker {
  readonly worker: Worker
  /** Not 0 when what the worker does is not wanted any more. */
  readonly stop: Int32Array<SharedArrayBuffer>
}

/** Workers that each do one task at a time. */
export interface Pool<Task, Part> {
  /**
   * Runs a task on a free worker, in the order of the calls, and hands on its parts as they come. A task whose signal
   * aborts is dropped if it waits, and stopped at its next part if it runs; no part comes after that.
   */
  run(task: Task, signal: AbortSignal, onPart: (part: Part) => void): Promise<void>
  /** Ends the workers; tasks reject. */
  close(): Promise<void>
}

interface Job<Task, Part> {
  readonly task: Task
  readonly onPart: (part: Part) => void
  settled: boolean
  settle(error?: unknown): void
}

/** A pool that starts a worker only when a task finds none free. A worker keeps the process alive while it works. */
export function createPool<Task, Part>(size: number, spawn: () => StoppableWorker): Pool<Task, Part> {
  const workers = new Map<StoppableWorker, Job<Task, Part> | undefined>()
  const waiting: Job<Task, Part>[] = []
  let closed = false

  const lose = (lost: StoppableWorker, error: unknown): void => {
    const job = workers.get(lost)
    workers.delete(lost)
    job?.settle(error)
    dispatch()
  }

  const start = (): StoppableWorker | undefined => {
    if (workers.size >= size) return undefined
    const started = spawn()
    const { worker } = started
    workers.set(started, undefined)
    worker.on('message', (reply: Reply<Part>) => {
      const job = workers.get(started)
      if ('part' in reply) {
        if (job?.settled === false) job.onPart(reply.part)
        return
      }
      workers.set(started, undefined)
      worker.unref()
      if ('error' in reply) job?.settle(reply.error)
      else job?.settle()
      dispatch()
    })
    worker.on('error', error => lose(started, error))
    worker.on('exit', code => lose(started, new Error(`An espeak worker ended with code ${code}`)))
    return started
  }

  const dispatch = (): void => {
    while (waiting.length > 0) {
      const free = [...workers].find(([, job]) => job === undefined)?.[0] ?? start()
      if (free === undefined) {
        // One that finishes what nobody waits for has somebody waiting again.
        for (const { worker } of workers.keys()) worker.ref()
        return
      }
      const job = waiting.shift()
      if (job === undefined) return
      workers.set(free, job)
      Atomics.store(free.stop, 0, 0)
      free.worker.ref()
      free.worker.postMessage(job.task)
    }
  }

  const drop = (job: Job<Task, Part>): void => {
    const place = waiting.indexOf(job)
    if (place >= 0) waiting.splice(place, 1)
    for (const [{ worker, stop }, current] of workers) {
      if (current !== job) continue
      Atomics.store(stop, 0, 1)
      // Its answer is no longer waited for, so it is no reason to stay alive.
      worker.unref()
    }
  }

  return {
    run: (task, signal, onPart) =>
      new Promise<void>((resolve, reject) => {
        signal.throwIfAborted()
        if (closed) throw closedError()
        const job: Job<Task, Part> = {
          task,
          onPart,
          settled: false,
          settle: error => {
            if (job.settled) return
            job.settled = true
            signal.removeEventListener('abort', onAbort)
            if (error === undefined) resolve()
            else reject(error)
          },
        }
        const onAbort = (): void => {
          drop(job)
          job.settle(signal.reason)
        }
        signal.addEventListener('abort', onAbort)
        waiting.push(job)
        dispatch()
      }),
    close: async () => {
      closed = true
      for (const job of waiting.splice(0)) job.settle(closedError())
      const ending = [...workers]
      workers.clear()
      for (const [, job] of ending) job?.settle(closedError())
      await Promise.all(ending.map(([{ worker }]) => worker.terminate()))
    },
  }
}
