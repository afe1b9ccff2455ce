import { type AudioStore, createSpeechClient, memoryStore, type SpeechClient } from '@outloud/core'
import clips from '../generated/clips.json'
import examples from './examples.json'
import { createWorkerServer, type WorkerServer } from './worker-fetch.ts'

/** The engine, in a worker that starts with the first request. */
export const engine: WorkerServer = createWorkerServer(
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

/** Whether a text with this voice is a clip of the site, so that the engine is not needed. */
export const isClip = (text: string, voice: string): boolean =>
  Object.values(examples).some(example => example.text === text && example.voice === voice)

const client = createSpeechClient({ baseURL: '/v1', fetch: engine.fetch, cache: store })

/** What the site speaks with, where no other server was given. */
export const siteClient: Pick<SpeechClient, 'synthesize'> = {
  // A clip is one answer, so it is asked for in one piece.
  synthesize: (text, options = {}) => {
    const clip = typeof text === 'string' && typeof options.voice === 'string' && isClip(text, options.voice)
    return client.synthesize(text, clip ? { ...options, pace: 'file' } : options)
  },
}
