import { takeTurn } from './floor.ts'
import { isActive } from './machine.ts'
import { type EndReason, type SpeechSnapshot, type SpeechTime, untold, zeroTime } from './snapshot.ts'
import type { Store } from './store.ts'
import type { Utterance } from './utterance.ts'
import { createVoice, type VoiceOptions } from './voice.ts'

/** Plays one utterance at a time, and says in two stores what it does and where it is. */
export interface Deck {
  readonly snapshots: Store<SpeechSnapshot>
  readonly times: Store<SpeechTime>
  readonly current: Utterance | undefined
  /** Begins an utterance; for what was under way, it is the end. */
  start(utterance: Utterance, reason: EndReason): void
  /** Silence. */
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

export interface DeckOptions extends Omit<VoiceOptions, 'onFailed'> {
  readonly exclusive: 'interrupt' | 'queue' | undefined
  /** Another one wants to sound. */
  readonly onInterrupt: () => void
}

export function createDeck({ exclusive, onInterrupt, onFinished, ...options }: DeckOptions): Deck {
  let current: Utterance | undefined
  let release = () => {}
  const voice = createVoice({
    ...options,
    onFinished: () => {
      const finished = current
      // It stays where it is, to be heard again, unless the sink is wanted for something else.
      release()
      refresh()
      if (!dispatch('drained', { endReason: 'finished' })) return
      finished?.settle('finished')
      if (current === finished) onFinished()
    },
    onFailed: error => {
      const failed = current
      refresh()
      leave()
      if (dispatch('failed', { error })) failed?.reject(error)
    },
  })
  const { snapshots, times, dispatch, refresh } = voice.state
  const { get, update } = snapshots

  /** Takes the floor, and once it has it, has the current utterance heard from a position. */
  function enter(position: number): void {
    const onTurn = () => {
      const { live } = voice
      // What was played to its end may still be there, unless the sink had something else meanwhile.
      if (live !== undefined) {
        voice.move(live, position)
        voice.sound(live)
      } else if (current !== undefined) voice.open(current, position)
    }
    release = takeTurn(options.sink, exclusive, { onTurn, onInterrupt })
  }

  /** Closes what sounds, and lets others sound. */
  function leave(): void {
    voice.close()
    release()
  }

  return {
    snapshots,
    times,
    get current() {
      return current
    },
    start: (utterance, reason) => {
      current?.settle(reason)
      leave()
      current = utterance
      times.update(zeroTime)
      dispatch('speak', { ...untold, utterance: utterance.id, text: utterance.source.text })
      // Who was told may have thought otherwise.
      if (current === utterance && get().status === 'loading') enter(0)
    },
    end: reason => {
      current?.settle(reason)
      leave()
      times.update(zeroTime)
      dispatch('stop', { endReason: reason, error: undefined })
    },
    play: () => {
      const { live } = voice
      const { status } = get()
      const event = voice.sounded && live ? 'resume' : 'play'
      if (!dispatch(event, { endReason: undefined })) return
      if (status === 'ended') enter(0)
      else if (live !== undefined) voice.sound(live)
    },
    pause: () => {
      if (dispatch('pause')) voice.live?.track.pause()
    },
    retry: () => {
      const { segments } = get()
      const { currentTime } = times.get()
      const unfinished = segments[current?.answers.length ?? 0]?.startTime ?? currentTime
      if (dispatch('retry', { error: undefined })) enter(Math.min(currentTime, unfinished))
    },
    seek: seconds => {
      const { live } = voice
      const position = Math.max(0, Math.min(seconds, live?.track.bufferedEnd ?? times.get().buffered))
      if (dispatch('seek')) enter(position)
      else if (live !== undefined && isActive(get().status)) voice.move(live, position)
    },
    set: changes => {
      update(changes)
      voice.live?.set()
    },
    hurry: () => voice.live?.hurry(),
  }
}
