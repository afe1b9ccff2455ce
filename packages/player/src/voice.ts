import { isUnderWay } from './machine.ts'
import { createRun, type Run, type RunSurroundings } from './run.ts'
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
  /** Lets it be heard where the state says so, and begins if it has not begun. Browsers want this within a gesture. */
  sound(run: Run): void
  move(run: Run, position: number): void
  close(): void
}

export interface VoiceOptions extends RunSurroundings {
  /** All of it is there. */
  readonly onComplete: (utterance: Utterance) => void
  /** All of it is there, and little of that is left to be heard. */
  readonly onNearEnd: () => void
  /** It was heard to its end. */
  readonly onFinished: () => void
  /** It cannot be heard any further. */
  readonly onFailed: (error: unknown) => void
}

/** How long before the end the next utterance is asked for, in seconds. */
const nearEnd = 5
/** Within this of its end, what stands still is about to end, in seconds: clocks may rest a little before they say so. */
const ending = 0.5
/** Less than this is nothing left to hear, in seconds. */
const leastAudio = 0.02

export function createVoice({ onComplete, onNearEnd, onFinished, onFailed, ...surroundings }: VoiceOptions): Voice {
  let run: Run | undefined
  let sounded = false

  /** Fails, where nothing more comes. */
  const fails = () => {
    const failure = run?.failure
    if (failure !== undefined) onFailed(failure.error)
    return failure !== undefined
  }
  const left = () => (run === undefined ? 0 : run.track.bufferedEnd - run.track.currentTime)
  const state = createState({
    track: () => run?.track,
    onMove: () => {
      if (!run?.placed) return
      sounded = true
      dispatch('moved')
      if (left() < leastAudio) fails()
    },
    onStill: () => {
      if (!fails() && (!run?.complete || left() > ending)) dispatch('stood')
    },
    onLook: () => {
      run?.tick()
      if (get().downloaded && left() < nearEnd) onNearEnd()
    },
  })
  const { snapshots, watch, dispatch, refresh } = state
  const { get, update } = snapshots

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
      ...surroundings,
      recording: utterance,
      settings: get,
      position,
      listener: {
        onTime: watch.look,
        onPause: here(() => dispatch('pause')),
        onPlay: here(() => dispatch(sounded ? 'resume' : 'play')),
        onEnded: here(() => {
          if (mine.complete) onFinished()
          else if (!fails()) dispatch('stood')
        }),
        onError: here(onFailed),
        onTrack: here(() => sound(mine)),
        onNews: here(news => {
          if (news.downloaded) {
            source.close()
            onComplete(utterance)
          }
          update({ ...news, text: source.text })
          refresh()
          if (left() < leastAudio) fails()
          // What came before is still heard.
          else if (mine.failure !== undefined) watch.reset()
        }),
      },
    })
    run = mine
    watch.reset()
    sound(mine)
  }

  function sound(mine: Run): void {
    const { track } = mine
    if (isUnderWay(get().status)) {
      track.play().catch((error: unknown) => {
        if (run !== mine || mine.track !== track) return
        const name = error instanceof Error ? error.name : ''
        if (name === 'NotAllowedError') dispatch('refused')
        else if (name !== 'AbortError') onFailed(error)
      })
    }
    // Asks for the audio once the browser lets it sound: one that refuses may say so in a later task, who stops in this.
    setTimeout(async () => {
      await track.allowed?.()
      if (run === mine && get().status !== 'blocked') mine.begin()
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
    sound,
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
