import type { SpeechPlayer } from '@outloud/player'
import { type ReactElement, useEffect, useState } from 'react'

/** What is counted of one utterance. */
interface Counted {
  readonly utterance: number
  readonly askedAt: number
  readonly firstSound: number | undefined
  readonly underruns: number
  readonly status: string
}

/** How streaming goes: the wait for sound, what is buffered, and how often it ran out. */
export function Figures({ player }: { readonly player: SpeechPlayer }): ReactElement {
  const [counted, setCounted] = useState<Counted>()
  const [buffered, setBuffered] = useState(0)
  useEffect(() => {
    const look = (): void => {
      const { utterance, status } = player.getSnapshot()
      setCounted(before => {
        const now = performance.now()
        const begun =
          before?.utterance === utterance
            ? before
            : { utterance, askedAt: now, firstSound: undefined, underruns: 0, status: 'idle' }
        return {
          ...begun,
          status,
          firstSound: begun.firstSound ?? (status === 'playing' ? now - begun.askedAt : undefined),
          underruns: begun.underruns + (status === 'stalled' && begun.status === 'playing' ? 1 : 0),
        }
      })
    }
    const time = (): void => {
      const { buffered, currentTime } = player.getTime()
      setBuffered(Math.max(0, buffered - currentTime))
    }
    const unsubscribe = [player.subscribe(look), player.subscribe(time), player.subscribeTime(time)]
    return () => {
      for (const end of unsubscribe) end()
    }
  }, [player])
  const { firstSound, underruns } = counted ?? { firstSound: undefined, underruns: 0 }
  return (
    <dl className="figures">
      <div>
        <dt>First sound after</dt>
        <dd>{firstSound === undefined ? '–' : `${Math.round(firstSound)} ms`}</dd>
      </div>
      <div>
        <dt>Buffered ahead</dt>
        <dd>{buffered.toFixed(1)} s</dd>
      </div>
      <div>
        <dt>Underruns</dt>
        <dd>{underruns}</dd>
      </div>
    </dl>
  )
}
