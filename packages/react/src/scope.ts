import { createSpeechClient, type SpeechClient } from '@outloud/core'
import { type AudioSink, createSpeechPlayer, mediaSink, type SpeakOptions, type SpeechPlayer } from '@outloud/player'
import { createLease, type Lease } from './lease.ts'

/** What the speakers below a provider share. */
export interface Scope {
  /** One player for all of them, where the provider was given one. */
  readonly player?: SpeechPlayer | undefined
  readonly defaults?: SpeakOptions | undefined
  readonly exclusive?: 'interrupt' | 'queue' | undefined
  readonly base: ScopeBase
}

/** What stays the same as long as the provider is there. */
export interface ScopeBase {
  readonly lease: Lease
  /** Asks whatever client is the provider's at that time. */
  readonly client: Pick<SpeechClient, 'synthesize'>
  /** Has another client asked from now on. */
  ask(client: Pick<SpeechClient, 'synthesize'>): void
  /** One for all, since it holds what a browser gives sparingly: an element that may sound. */
  readonly sink: AudioSink
}

export function createScopeBase(client: Pick<SpeechClient, 'synthesize'>, given?: AudioSink): ScopeBase {
  const sink = given ?? mediaSink()
  // A sink that was handed in belongs to who made it.
  const lease = createLease(() => given === undefined && sink.dispose())
  let asked = client
  return {
    client: { synthesize: (text, options) => asked.synthesize(text, options) },
    ask: next => {
      asked = next
    },
    sink,
    lease,
  }
}

/** A player of its own for one speaker, on the sink of all. */
export const createOwnPlayer = ({ base, exclusive }: Scope): SpeechPlayer =>
  createSpeechPlayer({ client: base.client, sink: base.sink, exclusive })

/** A client of one path of the page's own server, which has the key. */
export const endpointClient = (endpoint = '/api/speech'): SpeechClient =>
  createSpeechClient({
    baseURL: '/',
    fetch: (_, init) => globalThis.fetch(endpoint, init),
    // Somebody sits before it: an error that says when to try again is better than a minute of loading.
    limit: { patience: 10_000 },
  })

let shared: Scope | undefined

/** For speakers without a provider. */
export function defaultScope(): Scope {
  shared ??= { base: createScopeBase(endpointClient()) }
  return shared
}
