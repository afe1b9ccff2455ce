import type { Track } from '../sink.ts'
import type { OpenOptions } from './element.ts'
import { openTrack } from './track.ts'

/** Plays answers once each is whole, one after the other: what every browser can. */
export function openBlobs(element: HTMLAudioElement, options: OpenOptions): Track {
  element.removeAttribute('src')
  return openTrack(element, options, async control =>
    (await import('./blob-feed.ts')).createBlobFeed({ element, control, ...options }),
  )
}
