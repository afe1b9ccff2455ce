import type { Encode, SpeechClient } from '@outloud/core'
import { MissingKeyError, UsageError } from './errors.ts'
import type { Values } from './options.ts'
import type { Shell } from './shell.ts'
import { openCache } from './speech-cache.ts'

/** What speaks, ready to be asked. */
export interface OpenEngine {
  readonly client: SpeechClient
  /** What the client makes files with. */
  readonly encode: Encode
  /** What the user has to know about the choice, in one line. */
  readonly notice: string | undefined
  /** Ends what was started for the client. */
  close(): Promise<void>
}

/** What decides on the engine and on how it is asked. */
type EngineValues = Values<'engine' | 'base-url' | 'concurrency' | 'speed' | 'cache-dir' | 'no-cache'>

/**
 * Makes the client that the options and the environment ask for.
 * @throws `UsageError` when they contradict each other, `MissingKeyError` when a key is needed and there is none.
 */
export async function openEngine(text: string, values: EngineValues, { env }: Pick<Shell, 'env'>): Promise<OpenEngine> {
  const { engine, 'base-url': given } = values
  if (engine === 'flite') {
    for (const option of ['base-url', 'cache-dir'] as const) {
      if (values[option] === undefined) continue
      throw new UsageError(`--${option} is for a server: leave it out, or leave out --engine flite`)
    }
    return openEmbedded(values, undefined)
  }
  // A variable that is set to nothing is as good as unset.
  const apiKey = env.COMETAPI_KEY || undefined
  const baseURL = given ?? (env.COMETAPI_BASE_URL || undefined)
  if (apiKey === undefined && baseURL === undefined) {
    if (engine === 'auto') {
      return openEmbedded(values, 'no COMETAPI_KEY is set, so the embedded engine speaks, in English only')
    }
    throw new MissingKeyError('there is no API key: set COMETAPI_KEY, name a --base-url, or use --engine flite')
  }
  if (baseURL !== undefined) checkAddress(baseURL, given === undefined ? 'COMETAPI_BASE_URL' : '--base-url')
  const [{ createSpeechClient }, { createEncode }, { store, notice }] = await Promise.all([
    import('@outloud/core'),
    import('@outloud/encode'),
    openCache(text, values, env),
  ])
  const encode = createEncode()
  const client = createSpeechClient({ apiKey, baseURL, encode, cache: store, limit: limitFor(values) })
  return { client, encode, notice, close: async () => {} }
}

/** Core also takes paths, which only a browser can complete. The address is not repeated: it may hold a password. */
function checkAddress(baseURL: string, source: string): void {
  const { protocol, username, password, search, hash } = URL.canParse(baseURL) ? new URL(baseURL) : noAddress
  if (/^https?:$/.test(protocol) && username + password + search + hash === '') return
  throw new UsageError(`${source}: expected an address such as https://example.com/v1, without credentials or query`)
}

const noAddress = { protocol: '', username: '', password: '', search: '', hash: '' }

/** A client lets 8 requests through at once; one text may ask for more. */
const limitFor = ({ concurrency = 1 }: EngineValues) => ({ concurrency: Math.max(8, concurrency) })

/**
 * The embedded engine behind its server's handler, called in-process: no key, no port. Nothing is kept of it: it says
 * the same again for nothing, and would push out of the cache what was paid for.
 */
async function openEmbedded(values: EngineValues, notice: string | undefined): Promise<OpenEngine> {
  const [{ createSpeechClient }, { createEncode }, { createSpeechServer }, { createFliteEngine }] = await Promise.all([
    import('@outloud/core'),
    import('@outloud/encode'),
    import('@outloud/server'),
    import('@outloud/flite'),
  ])
  const server = createSpeechServer({ engine: createFliteEngine() })
  const encode = createEncode()
  const client = createSpeechClient({
    baseURL: 'http://embedded/v1',
    fetch: (url, init) => server.fetch(new Request(url, init)),
    encode,
    limit: limitFor(values),
    // The same engine would fail the same way.
    retry: false,
  })
  return { client, encode, notice, close: () => server.close() }
}
