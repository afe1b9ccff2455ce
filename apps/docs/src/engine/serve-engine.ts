import { createSpeechServer, type Engine, type SpeechServer } from '@outloud/server'
import { download, type EngineFile } from './download.ts'
import type { Ask, EngineState, Tell, Wish } from './messages.ts'

/** Gives an engine its file, in the form that it takes. */
type Load = <T>(use: (file: Response) => Promise<T>) => Promise<T>

const tell = (state: EngineState): void => postMessage(state)

/** Makes this worker a speech server; the file of its engine is loaded once it is asked for. */
export function serveEngine(file: EngineFile, createEngine: (load: Load) => Engine): void {
  const load: Load = async use => {
    try {
      tell({ status: 'loading', loaded: 0, total: file.bytes })
      const used = await download(file, use, loaded => tell({ status: 'loading', loaded, total: file.bytes }))
      tell({ status: 'ready' })
      return used
    } catch (error) {
      tell({ status: 'failed', message: error instanceof Error ? error.message : String(error) })
      throw error
    }
  }
  const server = createSpeechServer({ engine: createEngine(load) })
  addEventListener('message', ({ data }: MessageEvent<Ask>) => void answer(server, data))
}

async function answer(server: SpeechServer, { url, method, headers, body, port }: Ask): Promise<void> {
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
