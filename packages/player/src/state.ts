import { isUnderWay, type PlayerEvent, transitions } from './machine.ts'
import { idleSnapshot, type SpeechSnapshot, type SpeechTime, timeOf, zeroTime } from './snapshot.ts'
import { createStore, type Store } from './store.ts'
import { createWatch, type Watch, type WatchOptions } from './watch.ts'

/** What a player does and where it is; both are told to who subscribed, whenever they change. */
export interface State {
  readonly snapshots: Store<SpeechSnapshot>
  readonly times: Store<SpeechTime>
  readonly watch: Watch
  /** Follows the table. Where that has nothing, nothing is changed, and the answer is `false`. */
  dispatch(event: PlayerEvent, changes?: Partial<SpeechSnapshot>): boolean
  /** Looks where the sound is. */
  refresh(): void
}

interface StateOptions extends Omit<WatchOptions, 'time'> {
  /** Where the sound is, while there is any. */
  readonly track: () => { readonly currentTime: number; readonly bufferedEnd: number } | undefined
}

export function createState({ track, onLook, ...watched }: StateOptions): State {
  const snapshots = createStore(idleSnapshot)
  const times = createStore(zeroTime)
  const { get, update } = snapshots

  function refresh(): void {
    const sound = track()
    if (sound === undefined) return
    const { currentTime, bufferedEnd } = sound
    update({ segmentIndex: get().segments.findLastIndex(({ startTime }) => startTime <= currentTime) })
    times.update(timeOf(get(), currentTime, bufferedEnd))
  }

  const watch = createWatch({
    time: () => track()?.currentTime ?? 0,
    onLook: () => {
      onLook()
      refresh()
    },
    ...watched,
  })

  return {
    snapshots,
    times,
    watch,
    dispatch: (event, changes) => {
      const status = transitions[get().status][event]
      if (status === undefined) return false
      if (isUnderWay(status)) watch.start()
      else watch.stop()
      update({ ...changes, status })
      return true
    },
    refresh,
  }
}
