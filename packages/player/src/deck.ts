import type { AnswerCache } from './cache.ts'
import { takeTurn } from './floor.ts'
import { isActive, isUnderWay } from './machine.ts'
import { createRun, type Run } from './run.ts'
import type { AudioSink } from './sink.ts'
import { type EndReason, type SpeechSnapshot, type SpeechTime, untold, zeroTime } from './snapshot.ts'
import { createState } from './state.ts'
import type { Store } from './store.ts'
import type { Utterance } from './utterance.ts'

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

export interface DeckOptions {
  readonly sink: () => AudioSink
  readonly startBuffer: number
  readonly maxAhead: number
  readonly exclusive: 'interrupt' | 'queue' | undefined
  readonly cache: AnswerCache
  readonly onFinished: (utterance: Utterance) => void
  readonly onFailed: (utterance: Utterance, error: unknown) => void
  /** All of it is there, and little of that is left to be heard. */
  readonly onNearEnd: () => void
  /** Another one wants to sound. */
  readonly onInterrupted: () => void
}

/** How long before the end the next utterance is asked for, in seconds. */
const nearEnd = 5
/** Less than this is nothing left to hear, in seconds. */
const leastAudio = 0.02

export function createDeck({ sink, startBuffer, maxAhead, exclusive, cache, ...on }: DeckOptions): Deck {
  let current: Utterance | undefined
  let run: Run | undefined
  let release = () => {}
  let sounded = false
  let failure: { readonly error: unknown } | undefined

  /** What is on the sink: while it waits for its turn, another's track may be. */
  const live = () => (run?.alive ? run : undefined)
  const left = () => (run === undefined ? 0 : run.track.bufferedEnd - run.track.currentTime)
  const state = createState({
    track: () => run?.track,
    onMove: () => {
      if (!run?.placed) return
      sounded = true
      dispatch('moved')
      if (failure !== undefined && left() < leastAudio) fail(failure.error)
    },
    onStill: () => {
      if (failure !== undefined) fail(failure.error)
      else dispatch('stood')
    },
    onLook: () => {
      run?.tick()
      if (snapshots.get().downloaded && left() < nearEnd) on.onNearEnd()
    },
  })
  const { snapshots, times, watch, update, dispatch, refresh } = state

  /** Takes the floor, and does what is to be done once it has it. */
  function enter(onTurn: () => void): void {
    release = takeTurn(sink(), exclusive, { onTurn, onInterrupt: on.onInterrupted })
  }

  /** Closes what sounds, and lets others sound. */
  function leave(): void {
    run?.close()
    run = undefined
    failure = undefined
    release()
  }

  function open(utterance: Utterance, position: number): void {
    run?.close()
    failure = undefined
    sounded = false
    const { source } = utterance
    const here =
      <Values extends unknown[]>(react: (...values: Values) => void) =>
      (...values: Values) => {
        // What an older run has to say is of no interest.
        if (run === mine) react(...values)
      }
    const mine: Run = createRun({
      recording: utterance,
      sink: sink(),
      settings: snapshots.get,
      startBuffer,
      maxAhead,
      position,
      listener: {
        onTime: here(watch.look),
        onPause: here(() => dispatch('pause')),
        onPlay: here(() => dispatch(sounded ? 'resume' : 'play')),
        onEnded: here(() => {
          if (failure !== undefined) fail(failure.error)
          else if (mine.complete) finish(utterance)
          else dispatch('stood')
        }),
        onError: here(error => fail(error)),
        onTrack: here(() => isUnderWay(state.status) && sound(mine)),
        onSegments: here(segments => {
          update({ segments, text: source.text })
          refresh()
        }),
        onComplete: here((segments, duration) => {
          source.close()
          const key = source.key()
          if (key !== undefined) cache.set(key, utterance.answers)
          update({ segments, text: source.text, duration, downloaded: true })
          refresh()
        }),
        onFailed: here((segments, error) => {
          if (left() < leastAudio) return fail(error, { segments })
          // What came before is still heard.
          failure = { error }
          watch.reset()
          update({ segments, error })
        }),
      },
    })
    run = mine
    watch.reset()
    if (isUnderWay(state.status)) sound(mine)
    begin(mine)
  }

  /** Asks for the audio once the browser lets it sound: one that refuses may say so in a later task, who stops in this. */
  function begin(mine: Run): void {
    setTimeout(async () => {
      await mine.track.allowed?.()
      if (run === mine && state.status !== 'blocked') mine.begin()
    })
  }

  function sound(mine: Run): void {
    const { track } = mine
    track.play().catch((error: unknown) => {
      if (run !== mine || mine.track !== track) return
      const name = error instanceof Error ? error.name : ''
      if (name === 'NotAllowedError') dispatch('refused')
      else if (name !== 'AbortError') fail(error)
    })
  }

  function finish(utterance: Utterance): void {
    // It stays where it is, to be heard again, unless the sink is wanted for something else.
    release()
    refresh()
    if (dispatch('drained', { endReason: 'finished' })) on.onFinished(utterance)
  }

  function fail(error: unknown, changes: Partial<SpeechSnapshot> = {}): void {
    const failed = current
    refresh()
    leave()
    if (dispatch('failed', { ...changes, error }) && failed !== undefined) on.onFailed(failed, error)
  }

  function move(mine: Run, position: number): void {
    const look = () => {
      if (run !== mine) return
      watch.reset()
      refresh()
    }
    mine.track.seek(position).then(look, look)
    look()
  }

  /** Moves what was played to its end, or back onto a sink that had something else meanwhile. */
  function again(utterance: Utterance, position: number): void {
    enter(() => {
      const mine = live()
      if (mine === undefined) return open(utterance, position)
      move(mine, position)
      if (isUnderWay(state.status)) sound(mine)
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
      times.set(zeroTime)
      dispatch('speak', { ...untold, utterance: utterance.id, text: utterance.source.text })
      // Who was told may have thought otherwise.
      if (current === utterance && state.status === 'loading') enter(() => open(utterance, 0))
    },
    end: reason => {
      leave()
      times.set(zeroTime)
      dispatch('stop', { endReason: reason, error: undefined })
    },
    play: () => {
      const before = state.status
      const event = sounded && live() ? 'resume' : 'play'
      if (!dispatch(event, { endReason: undefined }) || current === undefined) return
      if (before === 'ended') return again(current, 0)
      const mine = live()
      if (mine === undefined) return
      sound(mine)
      begin(mine)
    },
    pause: () => {
      if (dispatch('pause')) live()?.track.pause()
    },
    retry: () => {
      const { segments } = snapshots.get()
      const { currentTime } = times.get()
      const unfinished = segments[current?.answers.length ?? 0]?.startTime ?? currentTime
      if (!dispatch('retry', { error: undefined }) || current === undefined) return
      const utterance = current
      enter(() => open(utterance, Math.min(currentTime, unfinished)))
    },
    seek: seconds => {
      const position = Math.max(0, Math.min(seconds, live()?.track.bufferedEnd ?? times.get().buffered))
      if (current !== undefined && dispatch('seek')) return again(current, position)
      const mine = live()
      if (mine !== undefined && isActive(state.status)) move(mine, position)
    },
    set: changes => {
      update(changes)
      const mine = live()
      if (mine?.placed) mine.track.set(snapshots.get())
    },
    hurry: () => run?.hurry(),
  }
}
