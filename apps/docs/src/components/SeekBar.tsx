import { type UseSpeech, useSpeechTime } from '@outloud/react'
import type { ReactElement } from 'react'

const clock = (seconds: number): string =>
  `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`

/** Where the sound is, and where it could be. */
export function SeekBar({ speech }: { readonly speech: UseSpeech }): ReactElement {
  const time = useSpeechTime(speech.player)
  const { currentTime, duration } = time
  return (
    <div className="seek">
      <input {...speech.getSeekProps(time)} />
      <span>
        {clock(currentTime)}
        {duration === undefined ? '' : ` of ${clock(duration)}`}
      </span>
    </div>
  )
}
