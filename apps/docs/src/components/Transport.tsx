import type { SpeechPlayer, SpeechSnapshot } from '@outloud/player'
import { type ReactElement, useSyncExternalStore } from 'react'

const words: Readonly<Record<SpeechSnapshot['status'], string>> = {
  idle: 'Silent',
  loading: 'Loading',
  playing: 'Speaking',
  paused: 'Paused',
  stalled: 'Waiting for audio',
  blocked: 'The browser wants another press',
  ended: 'Ended',
  error: 'Failed',
}

const canGoOn: ReadonlySet<SpeechSnapshot['status']> = new Set(['paused', 'blocked'])

/** Speak, pause and stop, with what is going on in words. */
export function Transport({
  player,
  speak,
}: {
  readonly player: SpeechPlayer
  readonly speak: () => void
}): ReactElement {
  const { status, error } = useSyncExternalStore(player.subscribe, player.getSnapshot, player.getServerSnapshot)
  const sounding = status === 'playing' || status === 'stalled'
  const press = (): void => {
    if (sounding) player.pause()
    else if (canGoOn.has(status)) player.play()
    else speak()
  }
  const label = sounding ? 'Pause' : canGoOn.has(status) ? 'Go on' : 'Speak'
  return (
    <div className="transport">
      <button
        type="button"
        className="primary"
        onClick={press}
        aria-busy={status === 'loading' || status === 'stalled'}
      >
        <Icon name={sounding ? 'pause' : 'play'} />
        {label}
      </button>
      <button type="button" onClick={player.stop} disabled={status === 'idle' || status === 'ended'}>
        <Icon name="stop" />
        Stop
      </button>
      <output className="status" data-status={status}>
        {words[status]}
        {status === 'error' && error instanceof Error ? `: ${error.message}` : ''}
      </output>
    </div>
  )
}

const shapes = { play: 'M4 2.5v11l9-5.5z', pause: 'M4 2.5h3v11H4zM9 2.5h3v11H9z', stop: 'M3.5 3.5h9v9h-9z' } as const

const Icon = ({ name }: { readonly name: keyof typeof shapes }): ReactElement => (
  <svg viewBox="0 0 16 16" width="14" height="14" fill="currentColor" aria-hidden="true">
    <path d={shapes[name]} />
  </svg>
)
