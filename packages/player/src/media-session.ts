import { isActive } from './machine.ts'
import type { SpeechPlayer } from './player.ts'

const seconds = 10

/** Shows what is spoken to the lock screen and media keys, and takes their commands, until the utterance is over. */
export function showMedia(player: SpeechPlayer, metadata: MediaMetadataInit): void {
  if (typeof navigator === 'undefined' || !('mediaSession' in navigator)) return
  const { mediaSession } = navigator
  const { utterance } = player.getSnapshot()
  const by = (offset: number) => player.seek(Math.max(0, player.getTime().currentTime + offset))
  const handlers: { readonly [Action in MediaSessionAction]?: MediaSessionActionHandler } = {
    play: () => player.play(),
    pause: () => player.pause(),
    stop: () => player.stop(),
    seekbackward: ({ seekOffset = seconds }) => by(-seekOffset),
    seekforward: ({ seekOffset = seconds }) => by(seekOffset),
    seekto: ({ seekTime }) => seekTime !== undefined && player.seek(seekTime),
  }
  const handle = (on: boolean) => {
    for (const [action, handler] of Object.entries(handlers)) {
      // Browsers refuse the actions that they do not know.
      try {
        mediaSession.setActionHandler(action as MediaSessionAction, on ? handler : null)
      } catch {}
    }
  }

  const show = () => {
    const snapshot = player.getSnapshot()
    if (snapshot.utterance !== utterance || !isActive(snapshot.status)) return leave()
    mediaSession.playbackState = snapshot.status === 'paused' || snapshot.status === 'blocked' ? 'paused' : 'playing'
    const { currentTime, duration } = player.getTime()
    if (duration === undefined || currentTime > duration) return
    mediaSession.setPositionState?.({ duration, position: currentTime, playbackRate: snapshot.rate })
  }
  const unsubscribe = player.subscribe(show)
  function leave(): void {
    unsubscribe()
    handle(false)
    mediaSession.metadata = null
    mediaSession.playbackState = 'none'
  }
  mediaSession.metadata = new MediaMetadata(metadata)
  handle(true)
  show()
}
