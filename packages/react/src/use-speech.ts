import type { SpeechPlayer, SpeechSnapshot, SpeechTime } from '@outloud/player'
import { useEffect, useState, useSyncExternalStore } from 'react'
import {
  type ButtonLabels,
  buttonProps,
  isBusy,
  type SpeechButtonAttributes,
  type SpeechSeekAttributes,
  seekProps,
} from './props.ts'
import { createOwnPlayer } from './scope.ts'
import { createSpeaker, type SpeakerOptions, type SpeechActions } from './speaker.ts'
import { useScope } from './use-scope.ts'

export interface UseSpeechOptions extends SpeakerOptions {
  /** Speaks the text as soon as it is shown, and each other text that follows it. @default false */
  readonly autoPlay?: boolean | undefined
  /** Whether what this component began ends with it. @default true */
  readonly stopOnUnmount?: boolean | undefined
  /** Throws errors while rendering, for an error boundary. @default false */
  readonly throwOnError?: boolean | undefined
}

export interface UseSpeech extends SpeechSnapshot, SpeechActions {
  readonly isPlaying: boolean
  /** It waits for audio. */
  readonly isBusy: boolean
  /** The browser wants a gesture: call `play` in one. */
  readonly isBlocked: boolean
  /** For what is not here, and for `useSpeechTime` and `useSpeechHighlight`. */
  readonly player: SpeechPlayer
  /** For a `<button>`. Its label says what it does. */
  getButtonProps(labels?: ButtonLabels): SpeechButtonAttributes
  /** For an `<input>`, with the time of `useSpeechTime`. */
  getSeekProps(time: SpeechTime): SpeechSeekAttributes
}

/**
 * Speaks, and tells what is spoken. Time is not part of it, so that it renders only when something happens.
 * @example const { speak, isPlaying } = useSpeech()
 */
export function useSpeech(options: UseSpeechOptions = {}): UseSpeech {
  const { autoPlay = false, stopOnUnmount = true, throwOnError = false, ...own } = options
  const scope = useScope()
  const [alone] = useState(() => createOwnPlayer(scope))
  const player = scope.player ?? alone
  // As state, which stays when the module of the component is replaced; what is memoized does not.
  const create = () => createSpeaker(player, player !== alone)
  const [speaker, setSpeaker] = useState(create)
  if (speaker.player !== player) setSpeaker(create)
  const snapshot = useSyncExternalStore(player.subscribe, player.getSnapshot, player.getServerSnapshot)

  useEffect(() => speaker.set({ ...scope.defaults, ...own }))
  useEffect(() => speaker.observe(), [speaker])
  useEffect(() => (stopOnUnmount ? speaker.lease.take() : undefined), [speaker, stopOnUnmount])
  // An own player's sound is the provider's to let go of.
  useEffect(() => scope.base.lease.take(), [scope.base])
  const { text } = own
  useEffect(() => {
    if (autoPlay && text !== undefined) speaker.autoPlay()
  }, [autoPlay, text, speaker])

  const { status, error } = snapshot
  if (throwOnError && error !== undefined) throw error
  return {
    ...snapshot,
    ...speaker.actions,
    player,
    isPlaying: status === 'playing',
    isBusy: isBusy(status),
    isBlocked: status === 'blocked',
    getButtonProps: labels => buttonProps(snapshot, speaker.actions, labels),
    getSeekProps: time => seekProps(snapshot, speaker.actions, time),
  }
}
