import type { Bytes } from '@outloud/core'
import type { Track } from '../sink.ts'
import { controlElement, type ElementControl, type OpenOptions } from './element.ts'

/** What brings answers to the element. The element itself belongs to its control. */
export interface Feed extends Pick<Track, 'currentTime' | 'bufferedEnd' | 'seek' | 'close'> {
  append(chunk: Bytes): void
  endAnswer(): void | Promise<void>
  end(): void
  /** Sound moves. */
  onTime?(): void
  /** The position was set, by whomever. */
  onSeeking?(): void
  /** The element has come to the end of its source. */
  onSourceEnd(): void
}

/**
 * A track whose feed is loaded while the first answer is on its way, so that a page begins without it. What a gesture
 * has to do at once, the element does by itself.
 */
export function openTrack(
  element: HTMLAudioElement,
  { listener, settings }: OpenOptions,
  load: (control: ElementControl) => Promise<Feed>,
  onClose: () => void = () => {},
): Track {
  let feed: Feed | undefined
  let closed = false
  const control = controlElement(element, {
    ...listener,
    onTime: () => {
      listener.onTime()
      feed?.onTime?.()
    },
    onSeeking: () => feed?.onSeeking?.(),
    onSourceEnd: () => feed?.onSourceEnd(),
  })
  const loading = load(control).then(loaded => {
    feed = loaded
    if (closed) feed.close()
    return feed
  })
  // Whoever appends hears of it.
  loading.catch(() => {})
  control.set(settings)

  const whenLoaded = async (signal: AbortSignal, act: (feed: Feed) => void | Promise<void>) => {
    signal.throwIfAborted()
    const loaded = await loading
    if (!closed) await act(loaded)
  }
  return {
    play: control.play,
    allowed: control.allowed,
    pause: control.pause,
    set: control.set,
    get currentTime() {
      return feed?.currentTime ?? 0
    },
    get bufferedEnd() {
      return feed?.bufferedEnd ?? 0
    },
    append: (chunk, signal) => whenLoaded(signal, feed => feed.append(chunk)),
    endAnswer: signal => whenLoaded(signal, feed => feed.endAnswer()),
    end: signal => whenLoaded(signal, feed => feed.end()),
    seek: async seconds => (await loading).seek(seconds),
    close: () => {
      closed = true
      feed?.close()
      control.close()
      onClose()
    },
  }
}
