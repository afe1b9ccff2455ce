import type { Encode, Interceptor, SpeechClient } from '@outloud/core'
import { openEmbedded } from './embedded.ts'
import { MissingKeyError, UsageError } from './errors.ts'
import type { LocalEngine } from './local-engine.ts'
import type { Values } from './options.ts'
import { connect, type Remote, remoteOf } from './remote.ts'
import type { Shell } from './shell.ts'
import { openCache } from './speech-cache.ts'

/** What speaks, ready to be asked. */
export interface OpenEngine {
  readonly client: SpeechClient
  /** What the client makes files with. */
  readonly encode: Encode
  /** Whether its answers are kept for another run. */
  readonly keeps: boolean
  /** What the user has to know of it, in one line. */
  readonly notice: string | undefined
  /** Ends what was started for the client. */
  close(): Promise<void>
}

/** What speaks: a server, or an engine on this machine. */
export interface ChosenEngine {
  /** The address of the server, or the name of the engine. */
  readonly name: string
  /** One of the two. */
  readonly remote: Remote | undefined
  readonly local: LocalEngine | undefined
  /** Why it was chosen, where nobody did, in one line. */
  readonly notice: string | undefined
}

/** How much it is asked for, and who watches. */
export interface Extent {
  /** UTF-16 units of all texts. */
  readonly characters: number
  /** Requests under way at once, at most. @default 8, or what one text asks for if that is more */
  readonly atOnce?: number | undefined
  /** Sees every attempt at a server, and its answer as it came. @default undefined */
  readonly around?: Interceptor | undefined
}

/** What decides on the engine and on how it is asked. */
type EngineValues = Values<'engine' | 'base-url' | 'concurrency' | 'speed' | 'cache-dir' | 'no-cache'>

/**
 * What the options and the environment ask for.
 * @throws `UsageError` when they contradict each other, `MissingKeyError` when a key is needed and there is none.
 */
export function chooseEngine(
  values: Values<'engine' | 'base-url' | 'cache-dir'>,
  shell: Pick<Shell, 'env'>,
): ChosenEngine {
  const { engine } = values
  if (engine === 'flite' || engine === 'espeak') {
    for (const option of ['base-url', 'cache-dir'] as const) {
      if (values[option] === undefined) continue
      throw new UsageError(`--${option} is for a server: leave it out, or leave out --engine ${engine}`)
    }
    return { name: engine, remote: undefined, local: engine, notice: undefined }
  }
  const remote = remoteOf(values, shell)
  if (remote !== undefined) return { name: remote.baseURL ?? 'CometAPI', remote, local: undefined, notice: undefined }
  if (engine === 'auto') {
    const notice = 'no COMETAPI_KEY is set, so the embedded engine speaks, in English only'
    return { name: 'flite', remote: undefined, local: 'flite', notice }
  }
  throw new MissingKeyError('there is no API key: set COMETAPI_KEY, name a --base-url, or use --engine flite')
}

/** Makes the client of an engine. */
export async function openEngine(
  { remote, local = 'flite', notice }: ChosenEngine,
  { characters, atOnce, around }: Extent,
  values: EngineValues,
  { env }: Pick<Shell, 'env'>,
): Promise<OpenEngine> {
  const { createEncode } = await import('@outloud/encode')
  const encode = createEncode()
  const limit = { concurrency: atOnce ?? Math.max(8, values.concurrency ?? 0) }
  if (remote === undefined) return { ...(await openEmbedded(local, { encode, limit })), encode, keeps: false, notice }
  const { store, notice: unkept } = await openCache(characters, values, env)
  const connection = await connect(remote, { encode, limit, cache: store }, around)
  return { ...connection, encode, keeps: store !== undefined, notice: unkept }
}
