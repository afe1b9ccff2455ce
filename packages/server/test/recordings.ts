import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSpeechServer, type SpeechServerOptions } from '@outloud/server'
import { serve } from '@outloud/server/node'
import { createScriptedRecognizer, createToneEngine } from '@outloud/testing'
import { onTestFinished } from 'vitest'

/** What no recording may hold. */
export const key = 'sk-Vb3nQx8TzR5wLm2Kd7Yc9HfJ'

/** A folder of a test's own, and what is in it. */
export async function recordings(): Promise<{
  readonly folder: string
  /** The names of all files, whole or not. */
  readonly names: () => Promise<readonly string[]>
  /** Everything that is written there. */
  readonly text: () => Promise<string>
}> {
  const folder = await mkdtemp(join(tmpdir(), 'recordings-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const names = () => readdir(folder)
  return {
    folder,
    names,
    text: async () => {
      const files = await names()
      return (await Promise.all(files.map(name => readFile(join(folder, name), 'utf8')))).join('\n')
    },
  }
}

/** A real server on a port, which asks for the key and counts what it is asked. */
export async function realServer(options: Partial<SpeechServerOptions> = {}): Promise<{
  readonly baseURL: string
  readonly asked: () => number
  readonly close: () => Promise<void>
}> {
  const server = createSpeechServer({
    engine: createToneEngine(),
    recognizer: createScriptedRecognizer(),
    apiKey: key,
    ...options,
  })
  let asked = 0
  const fetch = (request: Request) => {
    asked++
    return server.fetch(request)
  }
  const { url, close } = await serve({ fetch, asksForKey: true })
  let closing: Promise<void> | undefined
  const stop = () => {
    closing ??= Promise.all([close({ grace: 0 }), server.close()]).then(() => {})
    return closing
  }
  onTestFinished(stop)
  return { baseURL: `${url}/v1`, asked: () => asked, close: stop }
}
