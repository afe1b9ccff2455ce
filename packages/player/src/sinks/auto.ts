import { type AudioFormat, wavHeader } from '@outloud/core'
import type { AudioSink, Track } from '../sink.ts'
import { openBlobs } from './blob.ts'
import type { OpenOptions } from './element.ts'
import { mediaSourceClass, openMediaSource } from './media-source.ts'
import { routeOf } from './routes.ts'

/** Chooses how a format is played. */
type Open = (element: HTMLAudioElement, options: OpenOptions) => Track

/** One `<audio>` element for all utterances, fed by MediaSource where the browser and the format allow it. */
export const mediaSink = (): AudioSink =>
  elementSink((element, options) => {
    const route = routeOf(options.format)
    return route === undefined ? openBlobs(element, options) : openMediaSource(element, route, options)
  })

const formats: readonly AudioFormat[] = ['mp3', 'wav', 'pcm', 'opus', 'aac', 'flac']

/** A sink around one element, which is made when it is needed and never joins the document. */
export function elementSink(open: Open): AudioSink {
  let element: HTMLAudioElement | undefined
  let track: Track | undefined
  const theElement = () => {
    element ??= document.createElement('audio')
    return element
  }

  return {
    formats,
    get streaming() {
      return mediaSourceClass() !== undefined
    },
    open: options => {
      track?.close()
      track = open(theElement(), options)
      return track
    },
    unlock: async () => {
      const audio = theElement()
      // What is open has been allowed, or will be: it is not to be disturbed.
      if (audio.hasAttribute('src')) return !audio.paused || navigator.userActivation?.hasBeenActive === true
      const url = URL.createObjectURL(new Blob([wavHeader({ dataLength: 480 }), new Uint8Array(480)]))
      audio.src = url
      try {
        await audio.play()
        return true
      } catch (error) {
        // Only a gesture that is wanting is an answer; another source that was set meanwhile says nothing against.
        return error instanceof DOMException && error.name === 'AbortError'
      } finally {
        URL.revokeObjectURL(url)
        if (audio.src === url) audio.removeAttribute('src')
      }
    },
    dispose: () => {
      track?.close()
      track = undefined
      element = undefined
    },
  }
}
