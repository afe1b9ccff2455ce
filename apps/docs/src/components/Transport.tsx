import type { SpeechSnapshot } from '@outloud/player'
import type { UseSpeech } from '@outloud/react'
import type { ReactElement } from 'react'

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

/** Speak, pause and stop, with what is going on in words. `speak` is for a new text, or one in another voice. */
export function Transport({
  speech,
  speak,
}: {
  readonly speech: UseSpeech
  readonly speak?: () => void
}): ReactElement {
  const { status, error, isBusy, isPlaying, getButtonProps, stop } = speech
  const button = getButtonProps({ listen: 'Speak' })
  const begins = status === 'idle' || status === 'ended' || status === 'error'
  return (
    <div className="transport">
      <button {...button} className="primary" {...(begins && speak !== undefined ? { onClick: speak } : {})}>
        <Icon name={isPlaying || isBusy ? 'pause' : 'play'} />
        {button['aria-label']}
      </button>
      <button type="button" onClick={stop} disabled={status === 'idle' || status === 'ended'}>
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
