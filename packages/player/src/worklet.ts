import type { AudioSink, Track } from './sink.ts'
import { openSound, resume, type Sound } from './worklet/context.ts'
import { openWorkletTrack } from './worklet/track.ts'

/**
 * Plays `pcm` from the thread of the sound: the least delay, and no gap when the page is busy. It has no lock screen,
 * and another rate changes the pitch. A page with a content security policy has to allow `script-src blob:`. Where sound
 * needs a gesture, that shows only after a moment, and nothing is asked for before.
 * @example createSpeechPlayer({ client, sink: workletSink() })
 */
export function workletSink(): AudioSink {
  let sound: Sound | undefined
  let track: Track | undefined
  const theSound = () => {
    sound ??= openSound()
    return sound
  }

  return {
    formats: ['pcm'],
    streaming: true,
    open: options => {
      track?.close()
      track = openWorkletTrack(theSound(), options)
      return track
    },
    unlock: () =>
      resume(theSound().context).then(
        () => true,
        () => false,
      ),
    dispose: () => {
      track?.close()
      track = undefined
      sound?.context.close()
      sound = undefined
    },
  }
}
