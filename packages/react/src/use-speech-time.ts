import type { SpeechPlayer, SpeechTime } from '@outloud/player'
import { useMemo, useSyncExternalStore } from 'react'

export interface UseSpeechTimeOptions {
  /** Renders in a second, at most. @default 4 */
  readonly hz?: number | undefined
}

const start: SpeechTime = { currentTime: 0, duration: undefined, buffered: 0, progress: 0 }

/** Where the sound is. The one hook that renders while time passes: use it where the time is shown. */
export function useSpeechTime(player: SpeechPlayer, { hz = 4 }: UseSpeechTimeOptions = {}): SpeechTime {
  const { subscribe, get } = useMemo(() => createSteadyTime(player, 1_000 / hz), [player, hz])
  return useSyncExternalStore(subscribe, get, () => start)
}

/** The player's time, told at most once in an interval, and at the end of each in which it changed. */
function createSteadyTime(player: SpeechPlayer, interval: number) {
  let shown = player.getTime()
  let toldAt = -Infinity
  return {
    get: () => shown,
    subscribe: (listener: () => void) => {
      let timer: ReturnType<typeof setTimeout> | undefined
      const tell = () => {
        timer = undefined
        toldAt = performance.now()
        shown = player.getTime()
        listener()
      }
      const unsubscribe = player.subscribeTime(() => {
        timer ??= setTimeout(tell, Math.max(0, toldAt + interval - performance.now()))
      })
      return () => {
        unsubscribe()
        clearTimeout(timer)
      }
    },
  }
}
