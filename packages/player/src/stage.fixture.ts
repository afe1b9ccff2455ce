import { createSpeechClient, type Fetch, type SpeechClient } from '@outloud/core'
import { createSpeechServer } from '@outloud/server'
import { createToneEngine } from '@outloud/testing'
import { vi } from 'vitest'
import { createSpeechPlayer, type SpeechPlayer, type SpeechPlayerOptions, type SpeechSnapshot } from './index.ts'
import { createFakeSink, type FakeSink } from './sink.fixture.ts'

/** A request that arrived at the server. */
interface Arrival {
  readonly input: string
  readonly aborted: boolean
}

export interface Stage {
  readonly player: SpeechPlayer
  readonly sink: FakeSink
  readonly client: SpeechClient
  readonly arrivals: readonly Arrival[]
  /** Every status the player has had, repeats left out. */
  readonly history: readonly string[]
  /** What answers instead of the server, as long as it is set. */
  answer: Fetch | undefined
  /** Another player on the same client. */
  another(options?: Partial<SpeechPlayerOptions>): SpeechPlayer
}

/** Seconds that a character is spoken for. */
export const secondsPerCharacter = 0.05

/** A player with a sink of its own, on a real client of a real server whose every text is a tone; nothing retries. */
export function createStage(options: Partial<SpeechPlayerOptions> = {}): Stage {
  const server = createSpeechServer({ engine: createToneEngine({ secondsPerCharacter }) })
  const arrivals: Arrival[] = []
  const client = createSpeechClient({
    baseURL: 'http://embedded/v1',
    retry: false,
    fetch: (url, init) => {
      const { signal } = init
      arrivals.push({
        input: JSON.parse(String(init.body)).input,
        get aborted() {
          return signal?.aborted === true
        },
      })
      return stage.answer?.(url, init) ?? server.fetch(new Request(url, init))
    },
  })
  const sink = createFakeSink()
  const player = createSpeechPlayer({ client, sink, ...options })
  const history = [player.getSnapshot().status as string]
  player.subscribe(() => {
    const { status } = player.getSnapshot()
    if (status !== history.at(-1)) history.push(status)
  })
  const stage: Stage = {
    player,
    sink,
    client,
    arrivals,
    history,
    answer: undefined,
    another: more => createSpeechPlayer({ client, sink: createFakeSink(), ...more }),
  }
  return stage
}

// What is loaded when it is first needed is loaded now: that takes time of its own, whatever the clock of a test says.
const { client: first } = createStage()
const speech = first.synthesize('One sentence. Another one.', { format: 'pcm', pace: 'live' })
await speech.bytes()
await speech.cues()
await Promise.all([
  import('./ahead.ts'),
  import('./cache.ts'),
  import('./file.ts'),
  import('./media-session.ts'),
  import('./other-source.ts'),
])

/** Of the platform, while a test holds the clock. */
const { setImmediate } = globalThis

/** Lets the clock run until a player is as it should be, for ten minutes at most. */
export async function until(
  player: SpeechPlayer,
  holds: (snapshot: SpeechSnapshot) => boolean,
): Promise<SpeechSnapshot> {
  for (let waited = 0; waited < 600_000; waited += 25) {
    if (holds(player.getSnapshot())) return player.getSnapshot()
    await vi.advanceTimersByTimeAsync(25)
    await new Promise<void>(resolve => setImmediate(resolve))
  }
  throw new Error(`It stayed ${JSON.stringify({ ...player.getSnapshot(), text: '' })}`)
}

export const status =
  (...wanted: readonly SpeechSnapshot['status'][]) =>
  (snapshot: SpeechSnapshot): boolean =>
    wanted.includes(snapshot.status)
