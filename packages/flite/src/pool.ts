import type { Worker } from 'node:worker_threads'

/** What a worker posts for each message that it gets. */
export type Reply<Result> = { readonly result: Result } | { readonly error: unknown }

/** Workers that each do one task at a time. */
export interface Pool<Task, Result> {
  /**
   * Runs a task on a free worker, in the order of the calls. A task whose signal aborts is dropped if it waits;
   * if it runs, it is left to finish and its result is discarded: a sentence takes less time than a new worker.
   */
  run(task: Task, signal: AbortSignal): Promise<Result>
  /** Ends the workers; tasks reject. */
  close(): Promise<void>
}

interface Job<Task, Result> {
  readonly task: Task
  resolve(result: Result): void
  reject(reason: unknown): void
}

/** A pool that starts a worker only when a task finds none free. A worker keeps the process alive while it works. */
export const createPool = <Task, Result>({
  size,
  spawn,
}: {
  readonly size: number
  readonly spawn: () => Worker
}): Pool<Task, Result> => {
  const workers = new Map<Worker, Job<Task, Result> | 'idle'>()
  const waiting: Job<Task, Result>[] = []
  let closed = false

  const rest = (worker: Worker): void => {
    workers.set(worker, 'idle')
    worker.unref()
    dispatch()
  }

  const lose = (worker: Worker, error: Error): void => {
    const job = workers.get(worker)
    workers.delete(worker)
    if (typeof job === 'object') job.reject(error)
    dispatch()
  }

  const start = (): Worker | undefined => {
    if (workers.size >= size) return undefined
    const worker = spawn()
    workers.set(worker, 'idle')
    worker.on('message', (reply: Reply<Result>) => {
      const job = workers.get(worker)
      if (typeof job === 'object') {
        if ('result' in reply) job.resolve(reply.result)
        else job.reject(reply.error)
      }
      rest(worker)
    })
    worker.on('error', error => lose(worker, error))
    worker.on('exit', code => lose(worker, new Error(`A flite worker ended with code ${code}`)))
    return worker
  }

  const dispatch = (): void => {
    while (waiting.length > 0) {
      const free = [...workers].find(([, job]) => job === 'idle')?.[0] ?? start()
      if (free === undefined) {
        // One that finishes what nobody waits for has somebody waiting again.
        for (const worker of workers.keys()) worker.ref()
        return
      }
      const job = waiting.shift()
      if (job === undefined) return
      workers.set(free, job)
      free.ref()
      free.postMessage(job.task)
    }
  }

  const drop = (job: Job<Task, Result>): void => {
    const place = waiting.indexOf(job)
    if (place >= 0) waiting.splice(place, 1)
    // Its answer is no longer waited for, so it is no reason to stay alive.
    for (const [worker, current] of workers) if (current === job) worker.unref()
  }

  return {
    run: (task, signal) =>
      new Promise<Result>((resolve, reject) => {
        signal.throwIfAborted()
        if (closed) throw new Error('The flite engine is closed')
        const settle = (): void => signal.removeEventListener('abort', onAbort)
        const job: Job<Task, Result> = {
          task,
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
          drop(job)
          job.reject(signal.reason)
        }
        signal.addEventListener('abort', onAbort)
        waiting.push(job)
        dispatch()
      }),
    close: async () => {
      closed = true
      const error = new Error('The flite engine is closed')
      for (const job of waiting.splice(0)) job.reject(error)
      const ending = [...workers]
      workers.clear()
      for (const [, job] of ending) if (typeof job === 'object') job.reject(error)
      await Promise.all(ending.map(([worker]) => worker.terminate()))
    },
  }
}
