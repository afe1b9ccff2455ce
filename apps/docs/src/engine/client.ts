import { type AudioStore, createSpeechClient, memoryStore, type SpeechClient } from '@outloud/core'
import clips from '../generated/clips.json'
import examples from './examples.json'
import { createWorkerServer } from './worker-fetch.ts'

/** The engine, in a worker that starts with the first request. */
export const engine: ReturnType<typeof createWorkerServer> = createWorkerServer(
  () => new Worker(new URL('./engine.worker.ts', import.meta.url), { type: 'module', name: 'flite' }),
)

const paths: Readonly<Record<string, string>> = clips
const memory = memoryStore()

/** The examples' first clips are files of the site; what the engine makes is kept while the page is open. */
const store: AudioStore = {
  get: async key => {
    const path = paths[key]
    if (path === undefined) return memory.get(key)
    const response = await fetch(path)
    return response.ok ? new Uint8Array(await response.arrayBuffer()) : undefined
  },
  put: memory.put,
}

const client = createSpeechClient({ baseURL: '/v1', fetch: engine.fetch, cache: store })
const rendered = new Set(examples.map(({ text }) => text))

/** What the examples of the site speak with. */
export const siteClient: Pick<SpeechClient, 'synthesize'> = {
  // An example is one clip, so it is asked for in one piece.
  synthesize: (text, options) =>
    client.synthesize(text, typeof text === 'string' && rendered.has(text) ? { ...options, pace: 'file' } : options),
}
