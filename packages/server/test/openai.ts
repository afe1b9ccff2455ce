import type { SpeechServer } from '@outloud/server'
import { serve } from '@outloud/server/node'
import OpenAI from 'openai'
import { afterAll, beforeAll } from 'vitest'

/** Gives a client of the openai package that talks to a server over a port, for the tests of one `describe`. */
export function talkingTo(server: SpeechServer): () => OpenAI {
  let client = new OpenAI({ apiKey: 'sk-local' })
  let stop = async () => {}
  beforeAll(async () => {
    const { url, close } = await serve(server)
    client = new OpenAI({ apiKey: 'sk-local', baseURL: `${url}/v1`, maxRetries: 0 })
    stop = close
  })
  afterAll(async () => {
    await stop()
    await server.close()
  })
  return () => client
}
