import { isUnderWay } from './machine.ts'
import { createRun, type Run } from './run.ts'
import type { AudioSink } from './sink.ts'
import type { SpeechSnapshot } from './snapshot.ts'
import { createState, type State } from './state.ts'
import type { Utterance } from './utterance.ts'

/** One utterance on the sink at a time: makes it sound, and says in the state what becomes of it. */
export interface Voice {
  readonly state: State
  /** What is on the sink, unless another player's track is since. */
  readonly live: Run | undefined
  /** Whether anything of it was heard. */
  readonly sounded: boolean
  open(utterance: Utterance, position: number): void
  /** Lets the sound go on, and begins where it has not begun. Within a gesture, where the browser wants one. */
  sound(run: Run): void
  move(run: Run, position: number): void
  close(): void
}

export interface VoiceOptions {
  readonly sink: AudioSink
  readonly startBuffer: number
  readonly maxAhead: number
  /** All of it is there. */
  readonly onComplete: (utterance: Utterance) => void
  /** All of it is there, and little of that is left to be heard. */
  readonly onNearEnd: () => void
  /** It was heard to its end. */
  readonly onFinished: () => void
  /** It cannot be heard any further. */
  readonly onFailed: (error: unknown, changes?: Partial<SpeechSnapshot>) => void
}

/** How long before the end the next utterance is asked for, in seconds. */
const nearEnd = 5
/** Within this of its end, what stands still is about to end, in seconds: clocks may rest a little before they say so. */
const ending = 0.5
/** Less than this is nothing left to hear, in seconds. */
const leastAudio = 0.02

export function createVoice({ sink, startBuffer, maxAhead, ...on }: VoiceOptions): Voice {
  let run: Run | undefined
  let sounded = false

  const left = () => (run === undefined ? 0 : run.track.bufferedEnd - run.track.currentTime)
  const state = createState({
    track: () => run?.track,
    onMove: () => {
      if (!run?.placed) return
      sounded = true
      dispatch('moved')
      if (run.failure !== undefined && left() < leastAudio) on.onFailed(run.failure.error)
    },
    onStill: () => {
      if (run?.failure !== undefined) on.onFailed(run.failure.error)
      else if (!run?.complete || left() > ending) dispatch('stood')
    },
    onLook: () => {
      run?.tick()
      if (state.snapshots.get().downloaded && left() < nearEnd) on.onNearEnd()
    },
  })
  const { watch, update, dispatch, refresh } = state

  function open(utterance: Utterance, position: number): void {
    run?.close()
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
      sink,
      settings: state.snapshots.get,
      startBuffer,
      maxAhead,
      position,
      listener: {
        onTime: here(watch.look),
        onPause: here(() => dispatch('pause')),
        onPlay: here(() => dispatch(sounded ? 'resume' : 'play')),
        onEnded: here(() => {
          if (mine.failure !== undefined) on.onFailed(mine.failure.error)
          else if (mine.complete) on.onFinished()
          else dispatch('stood')
        }),
        onError: here(error => on.onFailed(error)),
        onTrack: here(() => isUnderWay(state.status) && play(mine)),
        onSegments: here(segments => {
          update({ segments, text: source.text })
          refresh()
        }),
        onComplete: here((segments, duration) => {
          source.close()
          on.onComplete(utterance)
          update({ segments, text: source.text, duration, downloaded: true })
          refresh()
        }),
        onFailed: here((segments, error) => {
          if (left() < leastAudio) return on.onFailed(error, { segments })
          // What came before is still heard.
          watch.reset()
          update({ segments, error })
        }),
      },
    })
    run = mine
    watch.reset()
    if (isUnderWay(state.status)) play(mine)
    begin(mine)
  }

  function play(mine: Run): void {
    const { track } = mine
    track.play().catch((error: unknown) => {
      if (run !== mine || mine.track !== track) return
      const name = error instanceof Error ? error.name : ''
      if (name === 'NotAllowedError') dispatch('refused')
      else if (name !== 'AbortError') on.onFailed(error)
    })
  }

  /** Asks for the audio once the browser lets it sound: one that refuses may say so in a later task, who stops in this. */
  function begin(mine: Run): void {
    setTimeout(async () => {
      await mine.track.allowed?.()
      if (run === mine && state.status !== 'blocked') mine.begin()
    })
  }

  return {
    state,
    get live() {
      return run?.alive ? run : undefined
    },
    get sounded() {
      return sounded
    },
    open,
    sound: mine => {
      play(mine)
      begin(mine)
    },
    move: (mine, position) => {
      const look = () => {
        if (run !== mine) return
        watch.reset()
        refresh()
      }
      mine.track.seek(position).then(look, look)
      look()
    },
    close: () => {
      run?.close()
      run = undefined
    },
  }
}
