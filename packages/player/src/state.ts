import { isUnderWay, type PlayerEvent, type SpeechStatus, transitions } from './machine.ts'
import { idleSnapshot, type SpeechSnapshot, type SpeechTime, segmentAt, timeOf, zeroTime } from './snapshot.ts'
import { createStore, type Store } from './store.ts'
import { createWatch, type Watch, type WatchOptions } from './watch.ts'

/** What a player does and where it is; both are told to who subscribed, whenever they change. */
export interface State {
  readonly snapshots: Store<SpeechSnapshot>
  readonly times: Store<SpeechTime>
  readonly watch: Watch
  readonly status: SpeechStatus
  update(changes: Partial<SpeechSnapshot>): void
  /** Follows the table. Where that has nothing, nothing is changed, and the answer is `false`. */
  dispatch(event: PlayerEvent, changes?: Partial<SpeechSnapshot>): boolean
  /** Looks where the sound is. */
  refresh(): void
}

interface StateOptions extends Pick<WatchOptions, 'onMove' | 'onStill'> {
  /** Where the sound is, while there is any. */
  readonly track: () => { readonly currentTime: number; readonly bufferedEnd: number } | undefined
  readonly onLook: () => void
}

export function createState({ track, onMove, onStill, onLook }: StateOptions): State {
  const snapshots = createStore(idleSnapshot)
  const times = createStore(zeroTime)
  const update = (changes: Partial<SpeechSnapshot>) => snapshots.set({ ...snapshots.get(), ...changes })

  function refresh(): void {
    const sound = track()
    if (sound === undefined) return
    const { segments, segmentIndex } = snapshots.get()
    const index = segmentAt(segments, sound.currentTime)
    if (index !== segmentIndex) update({ segmentIndex: index })
    const time = timeOf(snapshots.get(), sound.currentTime, sound.bufferedEnd)
    const before = times.get()
    const names = ['currentTime', 'duration', 'buffered', 'progress'] as const
    if (names.some(name => time[name] !== before[name])) times.set(time)
  }

  const watch = createWatch({
    time: () => track()?.currentTime ?? 0,
    onMove,
    onStill,
    onLook: () => {
      onLook()
      refresh()
    },
  })

  return {
    snapshots,
    times,
    watch,
    get status() {
      return snapshots.get().status
    },
    update,
    dispatch: (event, changes = {}) => {
      const { status } = snapshots.get()
      const next = transitions[status][event]
      if (next === undefined) return false
      if (isUnderWay(next)) watch.start()
      else watch.stop()
      if (next !== status || Object.keys(changes).length > 0) update({ ...changes, status: next })
      return true
    },
    refresh,
  }
}
