import { createFliteEngine } from '@outloud/flite/browser'
import { createSpeechServer } from '@outloud/server'
import engine from '../generated/engine.json'
import { download } from './download.ts'
import type { Ask, EngineState, Tell, Wish } from './messages.ts'

const tell = (state: EngineState): void => postMessage(state)

async function load(): Promise<WebAssembly.Module> {
  try {
    tell({ status: 'loading', loaded: 0, total: engine.bytes })
    const module = await download(loaded => tell({ status: 'loading', loaded, total: engine.bytes }))
    tell({ status: 'ready' })
    return module
  } catch (error) {
    tell({ status: 'failed', message: error instanceof Error ? error.message : String(error) })
    throw error
  }
}

const server = createSpeechServer({ engine: createFliteEngine({ module: load }) })

async function serve({ url, method, headers, body, port }: Ask): Promise<void> {
  const abort = new AbortController()
  const say = (message: Tell, transfer: Transferable[] = []): void => port.postMessage(message, transfer)
  const fail = (error: unknown): void =>
    say({ type: 'failed', message: error instanceof Error ? error.message : String(error) })
  let reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>> | undefined
  port.onmessage = async ({ data }: MessageEvent<Wish>) => {
    if (data === 'cancel') {
      abort.abort()
      await reader?.cancel().catch(() => {})
      port.close()
      return
    }
    try {
      const { done, value } = (await reader?.read()) ?? { done: true, value: undefined }
      if (done) say({ type: 'end' })
      else {
        // A copy: what the server handed over may be part of a larger buffer.
        const bytes = value.slice()
        say({ type: 'bytes', bytes }, [bytes.buffer])
      }
    } catch (error) {
      fail(error)
    }
  }
  try {
    const init: RequestInit = {
      method,
      headers: headers.map(([name, value]): [string, string] => [name, value]),
      signal: abort.signal,
    }
    const response = await server.fetch(
      new Request(new URL(url, location.origin), body === undefined ? init : { ...init, body }),
    )
    reader = response.body?.getReader()
    say({ type: 'answer', status: response.status, headers: [...response.headers] })
  } catch (error) {
    fail(error)
  }
}

addEventListener('message', ({ data }: MessageEvent<Ask>) => void serve(data))
