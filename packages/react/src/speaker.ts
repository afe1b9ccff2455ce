import type { EndReason, PlayerSegment, SpeakOptions, SpeechInput, SpeechPlayer, SpeechSnapshot } from '@outloud/player'
import { createLease, type Lease } from './lease.ts'
import { doing } from './props.ts'

/** What a speaker says, and who wants to hear of it. */
export interface SpeakerOptions extends SpeakOptions {
  /** What `play`, `toggle` and a `speak` without a text speak. */
  readonly text?: SpeechInput | undefined
  /** Sound began. */
  readonly onStart?: (() => void) | undefined
  readonly onEnd?: ((reason: EndReason) => void) | undefined
  readonly onError?: ((error: unknown) => void) | undefined
  /** Another segment is heard. */
  readonly onSegment?: ((segment: PlayerSegment) => void) | undefined
}

/** What can be done. The functions stay the same, need no `this`, and can be handlers of events as they are. */
export interface SpeechActions
  extends Pick<SpeechPlayer, 'pause' | 'stop' | 'retry' | 'seek' | 'skip' | 'setRate' | 'setVolume' | 'setMuted'> {
  /** Speaks a text, or the one of the options. */
  readonly speak: (input?: unknown, options?: SpeakOptions) => void
  /** As `speak`, and settles when it is over. */
  readonly speakAsync: (input?: unknown, options?: SpeakOptions) => Promise<EndReason>
  /** Goes on where it paused; else speaks the text of the options. */
  readonly play: () => void
  readonly toggle: () => void
}

/** A component's part in a player, which it may share with others. */
export interface Speaker {
  readonly player: SpeechPlayer
  /** Without users, what this speaker began stops; of a player that is its own, everything. */
  readonly lease: Lease
  readonly actions: SpeechActions
  /** What counts from now on. */
  set(options: SpeakerOptions): void
  /** Speaks the text of the options, which is there, unless it is doing so. */
  autoPlay(): void
  /** Tells of what happens. Gives what ends that. */
  observe(): () => void
}

export function createSpeaker(player: SpeechPlayer, isShared: boolean): Speaker {
  let options: SpeakerOptions = {}
  let own: { readonly utterance: number; readonly input: unknown } | undefined

  function speakAsync(given?: unknown, more: SpeakOptions = {}): Promise<EndReason> {
    // What a handler of events is called with is no text, and what comes with it no options.
    const { text = '', onStart, onEnd, onError, onSegment, ...voice } = options
    const input = isInput(given) ? given : text
    const ending = player.speakAsync(input, input === given || given === undefined ? { ...voice, ...more } : voice)
    own = { utterance: player.getSnapshot().utterance, input }
    return ending
  }
  const speak: SpeechActions['speak'] = (input, more) => void speakAsync(input, more).catch(() => {})

  const isMine = () => own?.utterance === player.getSnapshot().utterance
  const isText = () => isMine() && own?.input === options.text
  const play = () => {
    const { status } = player.getSnapshot()
    const goesOn = status !== 'idle' && (options.text === undefined || isText())
    if (status === 'error' && goesOn) player.retry()
    else if (goesOn) player.play()
    else if (options.text !== undefined) speak()
  }

  return {
    player,
    lease: createLease(() => {
      if (!isShared || isMine()) player.stop()
    }),
    actions: {
      speak,
      speakAsync,
      play,
      toggle: () => (doing[player.getSnapshot().status] === 'pause' ? player.pause() : play()),
      pause: player.pause,
      stop: player.stop,
      retry: player.retry,
      seek: player.seek,
      skip: player.skip,
      setRate: player.setRate,
      setVolume: player.setVolume,
      setMuted: player.setMuted,
    },
    set: next => {
      options = next
    },
    autoPlay: () => {
      if (player.getSnapshot().status === 'idle' || !isText()) speak()
    },
    observe: () => {
      let before = player.getSnapshot()
      return player.subscribe(() => {
        const now = player.getSnapshot()
        const last = before
        before = now
        tell(last, now, options)
      })
    },
  }
}

function tell(before: SpeechSnapshot, now: SpeechSnapshot, options: SpeakerOptions): void {
  const another = before.utterance !== now.utterance
  if (another && !['idle', 'ended', 'error'].includes(before.status)) options.onEnd?.('replaced')
  if (now.status === 'playing' && ['loading', 'ended'].includes(before.status)) options.onStart?.()
  const segment = now.segments[now.segmentIndex]
  if (segment !== undefined && (another || now.segmentIndex !== before.segmentIndex)) options.onSegment?.(segment)
  if (now.error !== undefined && now.error !== before.error) options.onError?.(now.error)
  if (now.endReason !== undefined && now.endReason !== before.endReason) options.onEnd?.(now.endReason)
}

/** What a text or audio has and nothing else; of a string, its letters. */
const signs = [Symbol.iterator, Symbol.asyncIterator, 'getReader', 'arrayBuffer']
const isInput = (value: unknown): value is SpeechInput => signs.some(sign => sign in Object(value))
