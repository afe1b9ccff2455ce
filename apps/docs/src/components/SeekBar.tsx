import type { SpeechPlayer } from '@outloud/player'
import { type ReactElement, useEffect, useState } from 'react'

const clock = (seconds: number): string =>
  `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`

/** Where the sound is, and where it could be. */
export function SeekBar({ player }: { readonly player: SpeechPlayer }): ReactElement {
  const [time, setTime] = useState(() => ({ currentTime: 0, duration: undefined as number | undefined }))
  useEffect(() => {
    const read = (): void => {
      const { currentTime, duration } = player.getTime()
      setTime({ currentTime, duration })
    }
    const unsubscribe = [player.subscribeTime(read), player.subscribe(read)]
    return () => {
      for (const end of unsubscribe) end()
    }
  }, [player])
  const { currentTime, duration } = time
  const text = `${clock(currentTime)}${duration === undefined ? '' : ` of ${clock(duration)}`}`
  return (
    <div className="seek">
      <input
        type="range"
        aria-label="Position"
        aria-valuetext={text}
        min={0}
        max={duration ?? Math.max(currentTime, 1)}
        step={0.1}
        value={currentTime}
        disabled={duration === undefined}
        onChange={event => player.seek(event.target.valueAsNumber)}
      />
      <span>{text}</span>
    </div>
  )
}
