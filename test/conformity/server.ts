import type { AudioFormat, Bytes } from '@outloud/core'
import { createSpeechServer } from '@outloud/server'
import { serve } from '@outloud/server/node'
import { createScriptedRecognizer, createToneEngine } from '@outloud/testing'

/** The local server over a port, and what it says when it is asked without any library. */
export interface Reference {
  /** Ends in `/v1`. */
  readonly baseURL: string
  readonly apiKey: string
  /** The text that every client has spoken. */
  readonly text: string
  /** What a recording is heard as. */
  readonly heard: string
  /** The audio of a text in a format. */
  spoken(format: AudioFormat): Promise<Bytes>
  close(): Promise<void>
}

/** What clients take for a speech service: tones that differ by text, and a recognizer that says what it was told to. */
export async function createReference(): Promise<Reference> {
  const apiKey = 'sk-local'
  const server = createSpeechServer({ engine: createToneEngine(), recognizer: createScriptedRecognizer(), apiKey })
  const { url, close } = await serve(server)
  const baseURL = `${url}/v1`
  const text = 'Please call me back tomorrow morning at nine.'
  return {
    baseURL,
    apiKey,
    text,
    heard: 'Good morning, everyone. Here we are.',
    spoken: async response_format => {
      const response = await fetch(`${baseURL}/audio/speech`, {
        method: 'POST',
        headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
        body: JSON.stringify({ model: 'tts-1', voice: 'alloy', input: text, response_format }),
      })
      if (!response.ok) throw new Error(await response.text())
      return new Uint8Array(await response.arrayBuffer())
    },
    close: async () => {
      await close({ grace: 0 })
      await server.close()
    },
  }
}
