import { type Bytes, InvalidResponseError, pcmFacts } from '@outloud/core'
import type { AudioSink, Track, TrackListener, TrackSettings } from './sink.ts'

/** A track that can be looked at, and that can be told to do what the outside world does. */
interface FakeTrack extends Track {
  readonly listener: TrackListener
  readonly settings: TrackSettings
  readonly closed: boolean
  /** Whether it is to sound, as far as the player said. */
  readonly wanted: boolean
  /** Whether a listener hears something now. */
  readonly audible: boolean
  readonly bytes: number
}

export interface FakeSink extends AudioSink {
  readonly tracks: readonly FakeTrack[]
  readonly track: FakeTrack
  /** Whether the browser allows sound. */
  allowed: boolean
  readonly unlocked: number
  readonly disposed: number
}

const bytesPerSecond = pcmFacts.sampleRate * pcmFacts.bytesPerSample

/** Plays samples to nobody, by the clock: sound begins, stands still and ends as it does in a browser. */
export function createFakeSink(): FakeSink {
  const tracks: FakeTrack[] = []
  let unlocked = 0
  let disposed = 0
  const sink: FakeSink = {
    formats: ['pcm'],
    streaming: true,
    allowed: true,
    tracks,
    get track() {
      const last = tracks.at(-1)
      if (last === undefined) throw new Error('No track was opened')
      return last
    },
    get unlocked() {
      return unlocked
    },
    get disposed() {
      return disposed
    },
    open: ({ settings, startBuffer, listener }) => {
      tracks.at(-1)?.close()
      const track = createFakeTrack({ settings, startBuffer, listener, allowed: () => sink.allowed })
      tracks.push(track)
      return track
    },
    unlock: async () => {
      unlocked++
      return sink.allowed
    },
    dispose: () => {
      disposed++
      tracks.at(-1)?.close()
    },
  }
  return sink
}

interface FakeTrackOptions {
  readonly settings: TrackSettings
  readonly startBuffer: number
  readonly listener: TrackListener
  readonly allowed: () => boolean
}

function createFakeTrack({ settings, startBuffer, listener, allowed }: FakeTrackOptions): FakeTrack {
  let bytes = 0
  let answer = 0
  let time = 0
  let at = performance.now()
  let wanted = false
  let started = false
  let ended = false
  let closed = false
  let timer: ReturnType<typeof setInterval> | undefined
  let begins: { resolve(): void; reject(error: unknown): void } | undefined
  const buffered = () => bytes / bytesPerSecond

  const open = () => {
    if (closed) throw new Error('A closed track was used')
  }
  function advance(): void {
    const passed = (performance.now() - at) / 1_000
    at = performance.now()
    if (wanted && !started && (ended || buffered() - time >= startBuffer)) {
      started = true
      begins?.resolve()
      return
    }
    if (wanted && started) time = Math.min(buffered(), time + passed * settings.rate)
    if (time === buffered() && !ended) started = false
  }
  function run(): void {
    const before = time
    advance()
    if (time !== before) listener.onTime()
    if (closed || !wanted || !ended || time < buffered()) return
    rest()
    listener.onEnded()
  }
  function rest(): void {
    wanted = false
    clearInterval(timer)
    timer = undefined
    begins?.reject(new DOMException('It was paused', 'AbortError'))
    begins = undefined
  }

  return {
    listener,
    get settings() {
      return settings
    },
    get closed() {
      return closed
    },
    get wanted() {
      return wanted
    },
    get audible() {
      return wanted && started && !settings.muted && time < buffered()
    },
    get bytes() {
      return bytes
    },
    get currentTime() {
      if (!closed) advance()
      return time
    },
    get bufferedEnd() {
      return buffered()
    },
    append: async (chunk: Bytes, signal) => {
      signal.throwIfAborted()
      open()
      advance()
      bytes += chunk.length
      answer += chunk.length
    },
    endAnswer: async signal => {
      signal.throwIfAborted()
      open()
      const fields = { status: 200, contentType: undefined, reason: 'empty' } as const
      if (answer === 0) throw new InvalidResponseError('An answer held no audio', fields)
      answer = 0
    },
    end: async signal => {
      signal.throwIfAborted()
      open()
      advance()
      ended = true
    },
    play: async () => {
      open()
      if (!allowed()) throw new DOMException('A gesture is wanted', 'NotAllowedError')
      advance()
      wanted = true
      timer ??= setInterval(run, 10)
      if (!started) await new Promise<void>((resolve, reject) => (begins = { resolve, reject }))
    },
    pause: () => {
      open()
      advance()
      rest()
    },
    seek: async seconds => {
      open()
      if (seconds < 0 || seconds > buffered()) throw new Error(`Sought ${seconds} of ${buffered()} seconds`)
      advance()
      time = seconds
    },
    set: next => {
      open()
      advance()
      settings = { ...next }
    },
    close: () => {
      rest()
      closed = true
    },
  }
}
