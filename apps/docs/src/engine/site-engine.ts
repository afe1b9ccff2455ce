import { type AudioStore, createSpeechClient, memoryStore, type SpeechClient } from '@outloud/core'
import clips from '../generated/clips.json'
import { createWorkerServer, type WorkerServer } from './worker-fetch.ts'

/** An engine in a worker that starts with the first request, and texts that need none. */
export interface SiteEngine {
  readonly worker: WorkerServer
  readonly client: Pick<SpeechClient, 'synthesize'>
  /** Whether a text with this voice is a clip of the site, so that the engine is not needed. */
  isClip(text: string, voice: string): boolean
}

const paths: Readonly<Record<string, string>> = clips

/** @param texts Those whose clips the build has made with this engine. */
export function createSiteEngine(
  spawn: () => Worker,
  texts: readonly { readonly text: string; readonly voice: string }[],
): SiteEngine {
  const worker = createWorkerServer(spawn)
  const memory = memoryStore()
  /** The first clips are files of the site; what the engine makes is kept while the page is open. */
  const store: AudioStore = {
    get: async key => {
      const path = paths[key]
      if (path === undefined) return memory.get(key)
      const response = await fetch(path)
      return response.ok ? new Uint8Array(await response.arrayBuffer()) : undefined
    },
    put: memory.put,
  }
  const isClip = (text: string, voice: string): boolean =>
    texts.some(example => example.text === text && example.voice === voice)
  const client = createSpeechClient({ baseURL: '/v1', fetch: worker.fetch, cache: store })
  return {
    worker,
    isClip,
    client: {
      // A clip is one answer, so it is asked for in one piece.
      synthesize: (text, options = {}) => {
        const clip = typeof text === 'string' && typeof options.voice === 'string' && isClip(text, options.voice)
        return client.synthesize(text, clip ? { ...options, pace: 'file' } : options)
      },
    },
  }
}
