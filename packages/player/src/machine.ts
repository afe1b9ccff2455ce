/** What a player is doing. */
export type SpeechStatus = 'idle' | 'loading' | 'playing' | 'paused' | 'stalled' | 'blocked' | 'ended' | 'error'

/**
 * What happens to a player. `play` begins, `resume` goes on with what has sounded; `refused` is a `play()` that the
 * browser wants a gesture for; `moved` and `stood` are the time of the sound; `drained` is its end.
 */
export type PlayerEvent =
  | 'speak'
  | 'play'
  | 'resume'
  | 'pause'
  | 'seek'
  | 'stop'
  | 'retry'
  | 'refused'
  | 'moved'
  | 'stood'
  | 'drained'
  | 'failed'

const anywhere = { speak: 'loading', stop: 'idle' } as const
const underWay = { ...anywhere, pause: 'paused', refused: 'blocked', drained: 'ended', failed: 'error' } as const

/** State × event → state. What is not here does nothing. */
export const transitions: Readonly<Record<SpeechStatus, { readonly [Event in PlayerEvent]?: SpeechStatus }>> = {
  idle: { speak: 'loading' },
  loading: { ...underWay, moved: 'playing' },
  playing: { ...underWay, stood: 'stalled' },
  stalled: { ...underWay, moved: 'playing' },
  // Its end can come by seeking to it.
  paused: { ...anywhere, play: 'loading', resume: 'playing', drained: 'ended', failed: 'error' },
  blocked: { ...anywhere, play: 'loading', resume: 'playing', failed: 'error' },
  ended: { ...anywhere, play: 'loading', resume: 'playing', seek: 'paused' },
  error: { ...anywhere, retry: 'loading' },
}

/** Whether sound is on its way, so that its time has to be watched: only that can be paused. */
export const isUnderWay = (status: SpeechStatus): boolean => 'pause' in transitions[status]

/** Whether it is neither at rest nor over: only that can fail. */
export const isActive = (status: SpeechStatus): boolean => 'failed' in transitions[status]
