import type { Piece, Remuxer } from '../remux/remuxer.ts'
import type { ElementControl, OpenOptions } from './element.ts'
import type { Route } from './media-source.ts'
import { createReserve } from './reserve.ts'
import type { Feed } from './track.ts'

/** A piece with its place in the utterance, in seconds. */
interface Placed extends Piece {
  readonly start: number
  readonly end: number
  /** From where the times count that the piece itself carries. */
  readonly origin: number
}

/** Bytes of an answer that go on as one: a SourceBuffer refuses what does not fit as a whole. */
const longestChunk = 65_536
/** Seconds behind the ear that stay when room is needed. */
const keptBehind = 5
/** What browsers make of times by rounding, in seconds. */
const tolerance = 0.05

export interface MediaFeedOptions extends Pick<OpenOptions, 'listener' | 'startBuffer'> {
  readonly element: HTMLAudioElement
  /** The source of the element, open or about to be. */
  readonly media: MediaSource & { readonly streaming?: boolean }
  readonly route: Route
  readonly remuxer: Remuxer
  readonly control: ElementControl
}

/**
 * Feeds a MediaSource. All pieces are kept, so that what the browser let go of for want of room can be appended again
 * when the position goes back to it.
 */
export function createMediaFeed(options: MediaFeedOptions): Feed {
  const { element, media, route, remuxer, control, listener, startBuffer } = options
  const reserve = createReserve(startBuffer)
  const pieces: Placed[] = []
  let next = 0
  let total = 0
  let origin = 0
  let complete = false
  let isEnough = false
  let closed = false
  /** The header that the buffer had last. */
  let header: Piece['header']
  /** What the position asks for: to be emptied first, and that nothing comes before the next piece. */
  let isElsewhere = false
  let emptied = false
  /** Goes on once the position that is sought is there: one beyond what is appended would be cut short. */
  let sought: { readonly seconds: number; go(): void } | undefined
  let buffer: SourceBuffer | undefined

  function start(): void {
    // Appending after the end opens it again.
    if (buffer !== undefined || closed) return
    buffer = media.addSourceBuffer(route.type)
    buffer.mode = route.untimed ? 'sequence' : 'segments'
    buffer.addEventListener('updateend', pump)
    pump()
  }
  if (media.readyState === 'open') start()
  media.addEventListener('sourceopen', start)
  media.addEventListener('startstreaming', pump)

  /** Gives the buffer what comes next, one thing at a time: it is called again when that is done. */
  function pump(): void {
    if (closed || buffer === undefined || buffer.updating || media.readyState === 'closed') return
    if (isElsewhere) {
      isElsewhere = false
      emptied = true
      if (media.readyState === 'open') buffer.abort()
      if (buffer.buffered.length > 0) {
        buffer.remove(0, Number.POSITIVE_INFINITY)
        return
      }
    }
    if (sought !== undefined && isBuffered(sought.seconds)) {
      const { go } = sought
      sought = undefined
      go()
    }
    if (media.streaming === false || !(isEnough || complete)) return
    const piece = pieces[next]
    if (piece === undefined) {
      if (complete && media.readyState === 'open') media.endOfStream()
      return
    }
    try {
      if (piece.header !== undefined && piece.header !== header) {
        buffer.timestampOffset = piece.origin
        buffer.appendBuffer(piece.header)
        header = piece.header
        return
      }
      if (emptied && route.untimed) buffer.timestampOffset = piece.start
      emptied = false
      buffer.appendBuffer(piece.bytes)
      next++
    } catch (error) {
      if (error instanceof DOMException && error.name === 'QuotaExceededError') makeRoom(buffer)
      else listener.onError(error)
    }
  }

  /** Lets go of what was heard. Where that is nothing, room comes with time. */
  function makeRoom(full: SourceBuffer): void {
    const until = element.currentTime - keptBehind
    if (full.buffered.length > 0 && full.buffered.start(0) < until) full.remove(0, until)
  }

  /** Sees to it that a position can be heard: begins anew from there if the buffer does not hold it. */
  function reach(seconds: number): void {
    if (isBuffered(seconds)) return
    const index = pieces.findIndex(({ end }) => end > seconds)
    if (index === -1 || index === next) return
    next = index
    isElsewhere = true
    pump()
  }

  function isBuffered(seconds: number): boolean {
    const { buffered } = element
    return Array.from({ length: buffered.length }, (_, index) => index).some(
      index => buffered.start(index) <= seconds + tolerance && seconds < buffered.end(index),
    )
  }

  function take(piece: Piece | undefined): void {
    if (piece === undefined) return
    const start = total
    if (piece.header !== pieces.at(-1)?.header) origin = start
    total += piece.seconds
    pieces.push({ ...piece, start, end: total, origin })
  }

  return {
    get currentTime() {
      return element.currentTime
    },
    get bufferedEnd() {
      return total
    },
    append: chunk => {
      for (let at = 0; at < chunk.length; at += longestChunk) take(remuxer.push(chunk.subarray(at, at + longestChunk)))
      isEnough ||= total >= reserve(total, element.playbackRate)
      pump()
    },
    endAnswer: () => {
      take(remuxer.endAnswer())
      pump()
    },
    end: () => {
      complete = true
      pump()
    },
    onTime: pump,
    onSeeking: () => reach(element.currentTime),
    onSourceEnd: () => {
      control.pause()
      listener.onEnded()
    },
    seek: async seconds => {
      // At the very end there is nothing to be buffered.
      const target = Math.max(0, Math.min(seconds, total - 0.001))
      reach(target)
      sought?.go()
      if (!isBuffered(target) && !closed) {
        await new Promise<void>(resolve => {
          sought = { seconds: target, go: resolve }
          pump()
        })
      }
      await control.seek(target)
    },
    close: () => {
      closed = true
      sought?.go()
      pieces.length = 0
    },
  }
}
