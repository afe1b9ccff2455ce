import type { SpeechSnapshot, SpeechTime } from '@outloud/player'
import type { ButtonHTMLAttributes, InputHTMLAttributes } from 'react'
import type { SpeechActions } from './speaker.ts'

/** What a button says, by what it would do. */
export interface ButtonLabels {
  /** @default 'Listen' */
  readonly listen?: string | undefined
  /** @default 'Pause' */
  readonly pause?: string | undefined
  /** @default 'Go on' */
  readonly resume?: string | undefined
  /** @default 'Try again' */
  readonly retry?: string | undefined
}

/** Of a `<button>` that speaks. */
export type SpeechButtonAttributes = Required<
  Pick<ButtonHTMLAttributes<HTMLButtonElement>, 'type' | 'aria-label' | 'aria-busy' | 'onClick' | 'onKeyDown'>
>

/** Of an `<input>` that seeks. */
export type SpeechSeekAttributes = Required<
  Pick<
    InputHTMLAttributes<HTMLInputElement>,
    'type' | 'min' | 'max' | 'step' | 'value' | 'disabled' | 'aria-label' | 'aria-valuetext' | 'onChange' | 'onKeyDown'
  >
>

/** What a press of the button does; in all other states it begins. */
export const doing: Readonly<Partial<Record<SpeechSnapshot['status'], keyof ButtonLabels>>> = {
  loading: 'pause',
  playing: 'pause',
  stalled: 'pause',
  paused: 'resume',
  error: 'retry',
}

/** Whether it waits for audio. */
export const isBusy = (status: SpeechSnapshot['status']): boolean => status === 'loading' || status === 'stalled'

/** A button that listens, pauses, goes on and tries again. Its name says what it does; Escape stops. */
export function buttonProps(
  { status }: SpeechSnapshot,
  { toggle, stop }: SpeechActions,
  labels: ButtonLabels = {},
): SpeechButtonAttributes {
  const names = { listen: 'Listen', pause: 'Pause', resume: 'Go on', retry: 'Try again', ...labels }
  return {
    type: 'button',
    'aria-label': names[doing[status] ?? 'listen'],
    'aria-busy': isBusy(status),
    onClick: () => toggle(),
    onKeyDown: ({ key }) => {
      if (key === 'Escape') stop()
    },
  }
}

/** A slider over what has come. Its value is read as a time, and keys move it by a second. */
export function seekProps(
  { status }: SpeechSnapshot,
  { seek, stop }: SpeechActions,
  { currentTime, duration, buffered }: SpeechTime,
): SpeechSeekAttributes {
  const max = duration ?? buffered
  return {
    type: 'range',
    min: 0,
    max,
    step: 'any',
    value: Math.min(currentTime, max),
    disabled: status === 'idle' || max === 0,
    'aria-label': 'Position',
    'aria-valuetext': `${clock(currentTime)} of ${clock(max)}`,
    onChange: ({ currentTarget }) => seek(currentTarget.valueAsNumber),
    onKeyDown: event => {
      const step = steps[event.key]
      if (event.key === 'Escape') stop()
      if (step === undefined) return
      event.preventDefault()
      seek(currentTime + step)
    },
  }
}

/** Seconds for a key: `step="any"` would leave that to the browser. */
const steps: Readonly<Record<string, number>> = {
  ArrowRight: 1,
  ArrowUp: 1,
  ArrowLeft: -1,
  ArrowDown: -1,
  PageUp: 10,
  PageDown: -10,
}

const clock = (seconds: number): string =>
  `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`
