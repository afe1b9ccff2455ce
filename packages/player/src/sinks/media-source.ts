import type { Remuxer } from '../remux/remuxer.ts'
import type { Track } from '../sink.ts'
import type { ElementControl, OpenOptions } from './element.ts'
import { openTrack } from './track.ts'

/** How a format travels into a SourceBuffer. */
export interface Route {
  /** As `isTypeSupported` is asked. */
  readonly type: string
  /** Whether its bytes carry no times, so that the browser lines them up. */
  readonly untimed: boolean
  createRemuxer(): Promise<Remuxer>
}

/** The managed kind first, where there is one: it spares batteries, and iPhones have no other. */
export const mediaSourceClass = (): typeof MediaSource | undefined => {
  const { ManagedMediaSource, MediaSource: plain } = globalThis as {
    ManagedMediaSource?: typeof MediaSource
    MediaSource?: typeof MediaSource
  }
  return ManagedMediaSource ?? plain
}

/** Feeds the element piece by piece. */
export function openMediaSource(element: HTMLAudioElement, route: Route, options: OpenOptions): Track {
  const media = new (mediaSourceClass() ?? MediaSource)()
  const url = URL.createObjectURL(media)
  // AirPlay cannot take over what is fed piece by piece, and a managed source opens only without it.
  element.disableRemotePlayback = true
  element.src = url
  const revoke = () => URL.revokeObjectURL(url)
  media.addEventListener('sourceopen', revoke)
  const load = async (control: ElementControl) => {
    const [{ createMediaFeed }, remuxer] = await Promise.all([import('./media-feed.ts'), route.createRemuxer()])
    return createMediaFeed({ element, media, route, remuxer, control, ...options })
  }
  return openTrack(element, options, load, revoke)
}
