import type { SpeechClient } from '@outloud/core'
import { MissingKeyError, UsageError } from './errors.ts'
import type { Values } from './options.ts'
import type { Shell } from './shell.ts'

/** What speaks, ready to be asked. */
export interface OpenEngine {
  readonly client: SpeechClient
  /** What the user has to know about the choice, in one line. */
  readonly notice: string | undefined
  /** Ends what was started for the client. */
  close(): Promise<void>
}

/**
 * Makes the client that `--engine`, `--base-url` and the environment ask for.
 * @throws `UsageError` when they contradict each other, `MissingKeyError` when a key is needed and there is none.
 */
export async function openEngine(
  { engine, 'base-url': given }: Values<'engine' | 'base-url'>,
  { env }: Pick<Shell, 'env'>,
): Promise<OpenEngine> {
  if (engine === 'flite' && given !== undefined) {
    throw new UsageError('--base-url is for a server: leave it out, or leave out --engine flite')
  }
  // A variable that is set to nothing is as good as unset.
  const apiKey = env.COMETAPI_KEY || undefined
  const baseURL = given ?? (env.COMETAPI_BASE_URL || undefined)
  if (engine === 'flite') return openEmbedded(undefined)
  if (apiKey === undefined && baseURL === undefined) {
    if (engine === 'auto') {
      return openEmbedded('no COMETAPI_KEY is set, so the embedded engine speaks, in English only')
    }
    throw new MissingKeyError('there is no API key: set COMETAPI_KEY, name a --base-url, or use --engine flite')
  }
  if (baseURL !== undefined) checkAddress(baseURL, given === undefined ? 'COMETAPI_BASE_URL' : '--base-url')
  const [{ createSpeechClient }, { createEncode }] = await Promise.all([
    import('@outloud/core'),
    import('@outloud/encode'),
  ])
  return {
    client: createSpeechClient({ apiKey, baseURL, encode: createEncode() }),
    notice: undefined,
    close: async () => {},
  }
}

/** Core also takes paths, which only a browser can complete. The address is not repeated: it may hold a password. */
function checkAddress(baseURL: string, source: string): void {
  const { protocol, username, password, search, hash } = URL.canParse(baseURL) ? new URL(baseURL) : noAddress
  if (/^https?:$/.test(protocol) && username + password + search + hash === '') return
  throw new UsageError(`${source}: expected an address such as https://example.com/v1, without credentials or query`)
}

const noAddress = { protocol: '', username: '', password: '', search: '', hash: '' }

/** The embedded engine behind its server's handler, called in-process: no key, no port. */
async function openEmbedded(notice: string | undefined): Promise<OpenEngine> {
  const [{ createSpeechClient }, { createEncode }, { createSpeechServer }, { createFliteEngine }] = await Promise.all([
    import('@outloud/core'),
    import('@outloud/encode'),
    import('@outloud/server'),
    import('@outloud/flite'),
  ])
  const server = createSpeechServer({ engine: createFliteEngine() })
  const client = createSpeechClient({
    baseURL: 'http://embedded/v1',
    fetch: (url, init) => server.fetch(new Request(url, init)),
    encode: createEncode(),
    // The same engine would fail the same way.
    retry: false,
  })
  return { client, notice, close: () => server.close() }
}
