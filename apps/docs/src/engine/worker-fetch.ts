import type { Bytes, Fetch } from '@outloud/core'
import type { Ask, EngineState, Tell, Wish } from './messages.ts'

/** A server in a worker, started by the first request. */
export interface WorkerServer {
  readonly fetch: Fetch
  getState(): EngineState
  subscribe(listener: () => void): () => void
}

/** Requests to a worker that runs a speech server; bodies stream, and an abort reaches the worker. */
export function createWorkerServer(spawn: () => Worker): WorkerServer {
  let worker: Worker | undefined
  let state: EngineState = { status: 'absent' }
  const listeners = new Set<() => void>()

  const start = (): Worker => {
    const started = spawn()
    started.onmessage = ({ data }: MessageEvent<EngineState>) => {
      state = data
      for (const listener of listeners) listener()
    }
    return started
  }

  const send: Fetch = (url, init) =>
    new Promise<Response>((resolve, reject) => {
      const { signal } = init
      signal?.throwIfAborted()
      worker ??= start()
      const { port1: port, port2 } = new MessageChannel()
      let controller: ReadableStreamDefaultController<Bytes> | undefined
      let pulled = (): void => {}

      const wish = (message: Wish): void => port.postMessage(message)
      const end = (): void => {
        signal?.removeEventListener('abort', onAbort)
        // In Firefox a port that was closed still hands over what had come.
        port.onmessage = null
        port.close()
        pulled()
      }
      const onAbort = (): void => {
        wish('cancel')
        reject(signal?.reason)
        controller?.error(signal?.reason)
        end()
      }
      signal?.addEventListener('abort', onAbort)

      const body = new ReadableStream<Bytes>(
        {
          start: given => {
            controller = given
          },
          pull: () =>
            new Promise<void>(resolvePull => {
              pulled = resolvePull
              wish('pull')
            }),
          cancel: () => {
            wish('cancel')
            end()
          },
        },
        { highWaterMark: 0 },
      )
      port.onmessage = ({ data }: MessageEvent<Tell>) => {
        if (data.type === 'answer') {
          const { status, headers } = data
          resolve(
            new Response(body, { status, headers: headers.map(([name, value]): [string, string] => [name, value]) }),
          )
        } else if (data.type === 'bytes') {
          controller?.enqueue(data.bytes)
          pulled()
        } else if (data.type === 'end') {
          controller?.close()
          end()
        } else {
          const error = new TypeError(data.message)
          reject(error)
          controller?.error(error)
          end()
        }
      }
      const headers = [...new Headers(init.headers)]
      const text = typeof init.body === 'string' ? init.body : undefined
      const ask: Ask = { url, method: init.method ?? 'GET', headers, body: text, port: port2 }
      worker.postMessage(ask, [port2])
    })

  return {
    fetch: send,
    getState: () => state,
    subscribe: listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
