import { createSpeechClient } from '@outloud/core'
import type { SeenSpeech } from '@outloud/testing/trickle'
import { inject } from 'vitest'
import { createSpeechPlayer, type SpeechPlayer, type SpeechPlayerOptions } from '../index.ts'

export interface Stage {
  readonly player: SpeechPlayer
  /** Every status the player has had, repeats left out. */
  readonly history: readonly string[]
  /** What the server saw of this player. */
  seen(): Promise<readonly SeenSpeech[]>
}

let count = 0

/** A player in this page, on a real client of the server that trickles by a plan, such as `first=200,rate=4`. */
export function createStage(plan = '', options: Partial<SpeechPlayerOptions> = {}): Stage {
  const id = `${crypto.randomUUID()}-${++count}`
  const url = `${inject('trickle')}/id=${id},${plan}`
  const client = createSpeechClient({
    baseURL: `${url}/v1`,
    apiKey: 'sk-a-key-of-tests',
    retry: false,
    limit: { patience: 0 },
  })
  const player = createSpeechPlayer({ client, ...options })
  const history: string[] = [player.getSnapshot().status]
  player.subscribe(() => {
    const { status } = player.getSnapshot()
    if (status !== history.at(-1)) history.push(status)
  })
  return {
    player,
    history,
    seen: async () => (await fetch(`${url}/seen`)).json() as Promise<readonly SeenSpeech[]>,
  }
}
