import { takeTurn } from './floor.ts'
import { isActive, isUnderWay } from './machine.ts'
import type { AudioSink } from './sink.ts'
import { type EndReason, type SpeechSnapshot, type SpeechTime, untold, zeroTime } from './snapshot.ts'
import type { Store } from './store.ts'
import type { Utterance } from './utterance.ts'
import { createVoice, type VoiceOptions } from './voice.ts'

/** Plays one utterance at a time, and says in two stores what it does and where it is. */
export interface Deck {
  readonly snapshots: Store<SpeechSnapshot>
  readonly times: Store<SpeechTime>
  readonly current: Utterance | undefined
  start(utterance: Utterance): void
  /** Silence. What was under way is not settled here. */
  end(reason: EndReason): void
  play(): void
  pause(): void
  retry(): void
  seek(seconds: number): void
  /** Makes the rate, the volume and `muted` of the snapshot heard. */
  set(changes: Partial<Pick<SpeechSnapshot, 'rate' | 'volume' | 'muted'>>): void
  /** Asks for all that is missing. */
  hurry(): void
}

export interface DeckOptions extends Omit<VoiceOptions, 'onFinished' | 'onFailed'> {
  readonly sink: AudioSink
  readonly exclusive: 'interrupt' | 'queue' | undefined
  readonly onFinished: (utterance: Utterance) => void
  readonly onFailed: (utterance: Utterance, error: unknown) => void
  /** Another one wants to sound. */
  readonly onInterrupted: () => void
}

export function createDeck({ exclusive, onInterrupted, onFinished, onFailed, ...options }: DeckOptions): Deck {
  let current: Utterance | undefined
  let release = () => {}
  const voice = createVoice({
    ...options,
    onFinished: () => {
      // It stays where it is, to be heard again, unless the sink is wanted for something else.
      release()
      refresh()
      if (dispatch('drained', { endReason: 'finished' }) && current !== undefined) onFinished(current)
    },
    onFailed: (error, changes) => {
      const failed = current
      refresh()
      leave()
      if (dispatch('failed', { ...changes, error }) && failed !== undefined) onFailed(failed, error)
    },
  })
  const { snapshots, times, update, dispatch, refresh } = voice.state
  const isUnderWayNow = () => isUnderWay(voice.state.status)

  /** Takes the floor, and does what is to be done once it has it. */
  function enter(onTurn: () => void): void {
    release = takeTurn(options.sink, exclusive, { onTurn, onInterrupt: onInterrupted })
  }

  /** Closes what sounds, and lets others sound. */
  function leave(): void {
    voice.close()
    release()
  }

  /** Moves what was played to its end, or back onto a sink that had something else meanwhile. */
  function again(utterance: Utterance, position: number): void {
    enter(() => {
      const { live } = voice
      if (live === undefined) return voice.open(utterance, position)
      voice.move(live, position)
      if (isUnderWayNow()) voice.sound(live)
    })
  }

  return {
    snapshots,
    times,
    get current() {
      return current
    },
    start: utterance => {
      leave()
      current = utterance
      times.update(zeroTime)
      dispatch('speak', { ...untold, utterance: utterance.id, text: utterance.source.text })
      // Who was told may have thought otherwise.
      if (current === utterance && voice.state.status === 'loading') enter(() => voice.open(utterance, 0))
    },
    end: reason => {
      leave()
      times.update(zeroTime)
      dispatch('stop', { endReason: reason, error: undefined })
    },
    play: () => {
      const { live } = voice
      const { status } = voice.state
      const event = voice.sounded && live ? 'resume' : 'play'
      if (!dispatch(event, { endReason: undefined })) return
      if (status === 'ended' && current !== undefined) again(current, 0)
      else if (live !== undefined) voice.sound(live)
    },
    pause: () => {
      if (dispatch('pause')) voice.live?.track.pause()
    },
    retry: () => {
      const { segments } = snapshots.get()
      const { currentTime } = times.get()
      const unfinished = segments[current?.answers.length ?? 0]?.startTime ?? currentTime
      if (!dispatch('retry', { error: undefined }) || current === undefined) return
      const utterance = current
      enter(() => voice.open(utterance, Math.min(currentTime, unfinished)))
    },
    seek: seconds => {
      const { live } = voice
      const position = Math.max(0, Math.min(seconds, live?.track.bufferedEnd ?? times.get().buffered))
      if (current !== undefined && dispatch('seek')) again(current, position)
      else if (live !== undefined && isActive(voice.state.status)) voice.move(live, position)
    },
    set: changes => {
      update(changes)
      const { live } = voice
      if (live?.placed) live.track.set(snapshots.get())
    },
    hurry: () => voice.live?.hurry(),
  }
}
