import type { AudioSink, Track, TrackListener, TrackSettings } from '../sink.ts'

export type OpenOptions = Parameters<AudioSink['open']>[0]

/** What of a track is about the one `<audio>` element: what makes it sound, and what happens to it. */
export interface ElementControl extends Pick<Track, 'play' | 'pause' | 'seek' | 'set' | 'close'> {
  allowed(): Promise<void>
  /** Goes on after a new source was set. */
  resume(): void
}

interface Hooks extends Pick<TrackListener, 'onTime' | 'onPause' | 'onPlay' | 'onError'> {
  /** The position was set, by whomever. */
  onSeeking?(): void
  /** The element has come to the end of its source. */
  onSourceEnd(): void
}

/** Plays the element and reports what happens to it of its own accord. */
export function controlElement(element: HTMLAudioElement, hooks: Hooks): ElementControl {
  const listening = new AbortController()
  const { signal } = listening
  let wanted = false
  let allow = () => {}
  let allowed = Promise.resolve()
  let waiting: { resolve(): void; reject(error: unknown): void }[] = []

  const on = (name: string, listener: () => void) => element.addEventListener(name, listener, { signal })
  const settle = (how: (one: (typeof waiting)[number]) => void) => {
    const all = waiting
    waiting = []
    all.forEach(how)
  }
  const giveUp = () => settle(({ reject }) => reject(AbortSignal.abort().reason))

  for (const name of ['timeupdate', 'playing', 'seeked']) on(name, hooks.onTime)
  on('playing', () => settle(({ resolve }) => resolve()))
  on('seeking', () => hooks.onSeeking?.())
  on('ended', hooks.onSourceEnd)
  on('pause', () => {
    // At the end of its source an element pauses by itself.
    if (!wanted || !element.paused || element.ended) return
    wanted = false
    giveUp()
    hooks.onPause()
  })
  on('play', () => {
    // What is refused, some browsers say only in a later task; but for what is refused there is no such event.
    allow()
    if (wanted || element.paused) return
    wanted = true
    hooks.onPlay()
  })
  on('error', () => {
    const { error } = element
    if (error === null) return
    void import('../remux/remuxer.ts').then(({ unplayable }) => signal.aborted || hooks.onError(unplayable(error)))
  })

  function start(): void {
    element.play().catch((error: unknown) => {
      // A new source ends the wait for the one before; what cannot be played comes as an event.
      if (!(error instanceof DOMException) || error.name !== 'NotAllowedError') return
      wanted = false
      settle(({ reject }) => reject(error))
    })
  }

  return {
    play: () =>
      new Promise((resolve, reject) => {
        waiting.push({ resolve, reject })
        wanted = true
        allowed = new Promise(done => (allow = done))
        // What is under way already has been allowed, and there is no event.
        if (!element.paused) allow()
        start()
      }),
    allowed: () => allowed,
    resume: () => {
      if (wanted) start()
    },
    pause: () => {
      wanted = false
      element.pause()
      giveUp()
    },
    set: ({ rate, volume, muted }: TrackSettings) => {
      // A new source begins with the default.
      element.defaultPlaybackRate = rate
      element.playbackRate = rate
      element.volume = volume
      element.muted = muted
    },
    seek: seconds =>
      new Promise(resolve => {
        const done = () => resolve()
        if (signal.aborted) return done()
        element.addEventListener('seeked', done, { once: true, signal })
        signal.addEventListener('abort', done, { once: true })
        element.currentTime = seconds
      }),
    close: () => {
      if (signal.aborted) return
      listening.abort()
      giveUp()
      element.pause()
      element.removeAttribute('src')
      element.load()
    },
  }
}
