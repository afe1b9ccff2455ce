import type { ClientOptions, Interceptor, SpeechClient } from '@outloud/core'
import { UsageError } from './errors.ts'
import type { Values } from './options.ts'
import type { Shell } from './shell.ts'

/** A server, and the key that it is asked with. */
export interface Remote {
  /** `undefined` is that of core: CometAPI. */
  readonly baseURL: string | undefined
  readonly apiKey: string | undefined
}

/**
 * The server that the options and the environment name; `undefined` where they name none.
 * @throws `UsageError` for an address that is none.
 */
export function remoteOf(values: Values<'base-url'>, { env }: Pick<Shell, 'env'>): Remote | undefined {
  // A variable that is set to nothing is as good as unset.
  const apiKey = env.COMETAPI_KEY || undefined
  const baseURL = values['base-url'] ?? (env.COMETAPI_BASE_URL || undefined)
  if (baseURL !== undefined)
    checkAddress(baseURL, values['base-url'] === undefined ? 'COMETAPI_BASE_URL' : '--base-url')
  return apiKey === undefined && baseURL === undefined ? undefined : { baseURL, apiKey }
}

/** Core also takes paths, which only a browser can complete. The address is not repeated: it may hold a password. */
function checkAddress(baseURL: string, source: string): void {
  const { protocol, username, password, search, hash } = URL.canParse(baseURL) ? new URL(baseURL) : noAddress
  if (/^https?:$/.test(protocol) && username + password + search + hash === '') return
  throw new UsageError(`${source}: expected an address such as https://example.com/v1, without credentials or query`)
}

const noAddress = { protocol: '', username: '', password: '', search: '', hash: '' }

/** A client, and what ends its connections. */
export interface Connection {
  readonly client: SpeechClient
  close(): Promise<void>
}

/**
 * Makes a client for a server, over connections that are kept for its next request.
 * @param around Sees every attempt, and its answer as it came.
 */
export async function connect(
  { baseURL, apiKey }: Remote,
  options: Omit<ClientOptions, 'baseURL' | 'apiKey' | 'fetch'> = {},
  around: Interceptor = fetch => fetch,
): Promise<Connection> {
  const [{ createSpeechClient }, { createPooledFetch }] = await Promise.all([
    import('@outloud/core'),
    import('@outloud/node-stream'),
  ])
  const fetch = createPooledFetch()
  const client = createSpeechClient({ ...options, baseURL, apiKey, fetch: around(fetch) })
  return { client, close: () => fetch.close() }
}
