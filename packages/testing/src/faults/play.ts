import type { Socket } from 'node:net'
import { setImmediate, setTimeout } from 'node:timers/promises'
import { type Step, toBytes } from './step.ts'

export interface Stage {
  readonly socket: Socket
  /** Aborts when the connection is gone. */
  readonly gone: AbortSignal
  /** The operating system has taken so many more bytes. */
  wrote(bytes: number): void
  /** The server is about to close the connection. */
  leaving(): void
}

/** Does the steps in order. Rejects when the client goes away before the last one is done. */
export async function play(steps: readonly Step[], stage: Stage): Promise<void> {
  for (const step of steps) {
    stage.gone.throwIfAborted()
    await perform(step, stage)
  }
}

async function perform(step: Step, { socket, gone, wrote, leaving }: Stage): Promise<void> {
  const send = async (data: Uint8Array) => {
    await new Promise<void>((resolve, reject) => socket.write(data, error => (error ? reject(error) : resolve())))
    wrote(data.length)
  }
  switch (step.type) {
    case 'write':
      return send(toBytes(step.data))
    case 'repeat':
      for (let time = 0; time < step.times; time++) {
        await send(step.data)
        await wait(step.every, gone)
      }
      return
    case 'pause':
      return wait(step.milliseconds, gone)
    case 'hang':
      return new Promise((_resolve, reject) => {
        gone.addEventListener('abort', () => reject(gone.reason), { once: true })
      })
    case 'end':
      leaving()
      socket.destroySoon()
      return
    case 'reset':
      leaving()
      socket.resetAndDestroy()
      return
  }
}

/** A time, and at least three turns of the event loop: a client in this process has then read what was written. */
async function wait(milliseconds: number, gone: AbortSignal): Promise<void> {
  if (milliseconds > 0) await setTimeout(milliseconds, undefined, { signal: gone })
  for (let turn = 0; turn < 3; turn++) await setImmediate(undefined, { signal: gone })
}
