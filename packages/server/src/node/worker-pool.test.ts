import { Worker } from 'node:worker_threads'
import { createWorkerPool, type WorkerPool } from '@outloud/server/node'
import { afterEach, describe, expect, it } from 'vitest'

interface Task {
  readonly say?: string
  readonly parts?: number
  readonly wait?: SharedArrayBuffer
  readonly exit?: number
  readonly fail?: string
}

// Answers at once, or when the first integer of `wait` is no longer 0; endless parts end when it is told to stop.
const script = `
  const { parentPort, workerData: stop } = require('node:worker_threads')
  parentPort.on('message', ({ say, parts = 0, wait, exit, fail }) => {
    for (let part = 0; part < parts && Atomics.load(stop, 0) === 0; part += 1) {
      parentPort.postMessage({ part: 'part ' + part })
      Atomics.wait(stop, 0, 0, 1)
    }
    if (wait) Atomics.wait(new Int32Array(wait), 0, 0)
    if (exit !== undefined) process.exit(exit)
    parentPort.postMessage(fail ? { error: new Error(fail) } : { result: say })
  })`

const never = new AbortController().signal
const pools: WorkerPool<Task, string, string>[] = []
afterEach(() => Promise.all(pools.splice(0).map(pool => pool.close())))

const pooled = (size: number) => {
  const workers: Worker[] = []
  const spawn = (workerData: Int32Array): Worker => {
    const worker = new Worker(script, { eval: true, workerData })
    workers.push(worker)
    return worker
  }
  const pool = createWorkerPool<Task, string, string>({ name: 'test', size, spawn })
  pools.push(pool)
  return { workers, ...pool }
}

const gate = () => {
  const wait = new SharedArrayBuffer(4)
  const open = (): void => {
    Atomics.store(new Int32Array(wait), 0, 1)
    Atomics.notify(new Int32Array(wait), 0)
  }
  return { wait, open }
}

/** How many threads of this process would keep it alive. */
const threadsThatHold = () => process.getActiveResourcesInfo().filter(name => name === 'MessagePort').length

/** A pool whose only worker is at a task until `open`; `leave` is who asked for that going away. */
const busy = async () => {
  const pool = pooled(1)
  await pool.run({ say: 'started' }, never)
  const idle = threadsThatHold()
  const { wait, open } = gate()
  const abort = new AbortController()
  const running = pool.run({ say: 'late', wait }, abort.signal)
  const leave = async () => {
    abort.abort('enough')
    await expect(running).rejects.toBe('enough')
  }
  return { ...pool, idle, open, leave }
}

describe('createWorkerPool', () => {
  it('starts workers only as they are needed, and no more than its size', async () => {
    const { run, workers } = pooled(2)
    expect(workers).toHaveLength(0)
    await run({ say: 'a' }, never)
    await run({ say: 'b' }, never)
    expect(workers).toHaveLength(1)
    const answers = await Promise.all(['c', 'd', 'e', 'f'].map(say => run({ say }, never)))
    expect(answers).toEqual(['c', 'd', 'e', 'f'])
    expect(workers).toHaveLength(2)
  })

  it('rejects at once when aborted, and uses the worker again when it is done', async () => {
    const { run, workers, leave, open } = await busy()
    await leave()
    const next = run({ say: 'next' }, never)
    open()
    expect(await next).toBe('next')
    expect(workers).toHaveLength(1)
  })

  it('keeps the process alive for who waits behind a sentence that nobody wants any more, and for nobody else', async () => {
    const { run, idle, leave, open } = await busy()
    expect(threadsThatHold()).toBeGreaterThan(idle)
    await leave()
    expect(threadsThatHold()).toBe(idle)
    const next = run({ say: 'next' }, never)
    expect(threadsThatHold()).toBeGreaterThan(idle)
    open()
    expect(await next).toBe('next')
    expect(threadsThatHold()).toBe(idle)
  })

  it('keeps the process alive for who waits behind one who leaves', async () => {
    const { run, idle, leave, open } = await busy()
    const next = run({ say: 'next' }, never)
    await leave()
    expect(threadsThatHold()).toBeGreaterThan(idle)
    open()
    expect(await next).toBe('next')
    expect(threadsThatHold()).toBe(idle)
  })

  it('keeps the process alive until it is closed, whatever a worker says meanwhile', async () => {
    const { run, close, workers } = pooled(1)
    const before = threadsThatHold()
    await run({ say: 'a' }, never)
    const closing = close()
    workers[0]?.emit('message', { result: 'late' })
    expect(threadsThatHold()).toBeGreaterThan(before)
    await closing
    expect(threadsThatHold()).toBe(before)
  })

  it('hands on parts in order, none of them after an abort, and has the worker stop', async () => {
    const { run, workers } = pooled(1)
    const heard: string[] = []
    expect(await run({ say: 'a', parts: 3 }, never, part => heard.push(part))).toBe('a')
    expect(heard).toEqual(['part 0', 'part 1', 'part 2'])
    const abort = new AbortController()
    const endless = run({ parts: Number.POSITIVE_INFINITY }, abort.signal, part => {
      heard.push(part)
      if (part === 'part 4') abort.abort('enough')
    })
    await expect(endless).rejects.toBe('enough')
    workers[0]?.emit('message', { part: 'late' })
    expect(await run({ say: 'next' }, never)).toBe('next')
    expect(heard.slice(3)).toEqual(['part 0', 'part 1', 'part 2', 'part 3', 'part 4'])
    expect(workers).toHaveLength(1)
  })

  it('never runs a task that was aborted while it waited', async () => {
    const { run, workers } = pooled(1)
    const { wait, open } = gate()
    const first = run({ say: 'first', wait }, never)
    const abort = new AbortController()
    const waiting = run({ exit: 7 }, abort.signal)
    const last = run({ say: 'last' }, never)
    abort.abort('enough')
    await expect(waiting).rejects.toBe('enough')
    open()
    expect(await Promise.all([first, last])).toEqual(['first', 'last'])
    // The task would have ended the first worker.
    expect(workers).toHaveLength(1)
    await expect(run({ say: 'x' }, AbortSignal.abort('before'))).rejects.toBe('before')
  })

  it('tells of a failed task, and replaces a worker that ended', async () => {
    const { run, workers } = pooled(1)
    await expect(run({ fail: 'no sound' }, never)).rejects.toThrow('no sound')
    expect(workers).toHaveLength(1)
    const ended = run({ exit: 3 }, never)
    const next = run({ say: 'next' }, never)
    await expect(ended).rejects.toThrow('ended with code 3')
    expect(await next).toBe('next')
    expect(workers).toHaveLength(2)
  })

  it('rejects what runs, what waits and what comes after it was closed', async () => {
    const { run, close } = pooled(1)
    const tasks = [run({ say: 'a', wait: gate().wait }, never), run({ say: 'b' }, never)]
    const outcomes = Promise.allSettled(tasks)
    await close()
    expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    await expect(run({ say: 'c' }, never)).rejects.toThrow('closed')
    await close()
  })
})
