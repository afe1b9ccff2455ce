import type { Encode } from '@outloud/core'
import { Failure } from './errors.ts'
import { type LocalEngine, startEngine } from './local-engine.ts'
import type { Connection } from './remote.ts'

/**
 * An engine of this machine behind its server's handler, called in-process: no key, no port. Nothing is kept of it: it says
 * the same again for nothing, and would push out of the cache what was paid for.
 */
export async function openEmbedded(
  name: LocalEngine,
  options: { readonly encode: Encode; readonly limit: { readonly concurrency: number } },
): Promise<Connection> {
  const [{ createSpeechClient, InvalidRequestError }, { createSpeechServer }, engine] = await Promise.all([
    import('@outloud/core'),
    import('@outloud/server'),
    startEngine(name),
  ])
  // Whoever asks for more at once than it speaks waits.
  const server = createSpeechServer({ engine, queue: options.limit.concurrency })
  const client = createSpeechClient({
    ...options,
    baseURL: 'http://embedded/v1',
    fetch: async (url, init) => {
      const answer = await server.fetch(new Request(url, init))
      if (answer.ok) return answer
      const { message, param } = await refusalOf(answer)
      // No server has answered: what the engine says against a request is about the options.
      if (answer.status >= 500) throw new Failure(message)
      throw new InvalidRequestError(message, { issues: [{ path: [param ?? 'text'], message }] })
    },
    // The same engine would fail the same way.
    retry: false,
  })
  return { client, close: () => server.close() }
}

/** What the handler of our own server says, without the id by which nobody could look for it. */
async function refusalOf(answer: Response): Promise<{ readonly message: string; readonly param: string | null }> {
  const { error } = JSON.parse(await answer.text())
  return { message: error.message.replace(/ \(request id: [^)]*\)$/, ''), param: error.param }
}
