import type { AnswerCache } from './cache.ts'
import { createDeck } from './deck.ts'
import { createSource } from './input.ts'
import { isActive, isUnderWay } from './machine.ts'
import { checkNumber, type SpeakOptions, type SpeechInput, type SpeechPlayerOptions } from './options.ts'
import { mediaSink } from './sinks/auto.ts'
import { type EndReason, idleSnapshot, type SpeechSnapshot, type SpeechTime } from './snapshot.ts'
import { createUtterance, type Utterance } from './utterance.ts'

/** Speaks one utterance at a time. Its functions need no `this`, and what makes no sense in a state does nothing. */
export interface SpeechPlayer {
  /** Speaks, in place of what is spoken now or after it. Call it within a gesture: a browser may want one for sound. */
  speak(input: SpeechInput, options?: SpeakOptions): void
  /** As `speak`, and settles when the utterance is over; rejects when it failed. */
  speakAsync(input: SpeechInput, options?: SpeakOptions): Promise<EndReason>
  /** Goes on where it paused or was blocked, and begins again after the end, without a request. */
  play(): void
  pause(): void
  toggle(): void
  /** Silence; requests are aborted, and what waits is dropped. */
  stop(): void
  /** After an error: goes on with the first segment that did not come whole. */
  retry(): void
  /** Seconds from the start; what is not there yet cannot be reached. */
  seek(seconds: number): void
  /** Segments forward, or back when negative. */
  skip(segments: number): void
  /** From 0.25 to 4; pitch is kept where the sink can. */
  setRate(rate: number): void
  /** From 0 to 1. */
  setVolume(volume: number): void
  setMuted(muted: boolean): void
  /** Within a gesture: asks the browser to allow sound later. Answers whether it does. */
  unlock(): Promise<boolean>
  /** The utterance as a file, once all of it has come; samples become a wav. Nothing is asked for twice. */
  toBlob(): Promise<Blob>
  /** Stops and lets go of everything. Speaking again works. */
  dispose(): void
  getSnapshot(): SpeechSnapshot
  /** The same at any time: what a page shows before it runs. */
  getServerSnapshot(): SpeechSnapshot
  subscribe(listener: () => void): () => void
  getTime(): SpeechTime
  subscribeTime(listener: () => void): () => void
}

/**
 * Makes a player. It touches nothing of the page before it is used.
 * @throws `InvalidRequestError`
 * @example createSpeechPlayer({ client }).speak('Hello, world.')
 */
export function createSpeechPlayer(options: SpeechPlayerOptions): SpeechPlayer {
  const { client, sink: given = 'auto', format = 'auto', startBuffer = 0.25, maxAhead = 30, exclusive } = options
  const { maxBytes = 16 * 1024 * 1024 } = options.cache ?? {}
  checkNumber('startBuffer', startBuffer, 0, 60)
  checkNumber('maxAhead', maxAhead, 1, Infinity)
  checkNumber('cache.maxBytes', maxBytes, 0, Infinity)

  const sink = given === 'auto' ? mediaSink() : given
  const cache: AnswerCache = new Map()
  const queue: Utterance[] = []
  let count = 0
  const deck = createDeck({
    sink,
    startBuffer,
    maxAhead,
    exclusive,
    onComplete: utterance => {
      // Where it cannot be loaded, it is asked for again.
      import('./cache.ts').then(
        ({ keep }) => keep(cache, utterance, maxBytes),
        () => {},
      )
    },
    onFinished: startNext,
    onNearEnd: () => {
      const [next] = queue
      if (next === undefined || next.complete) return
      next.ahead ??= import('./ahead.ts').then(
        ({ askAhead }) => askAhead(next.source, next.over),
        () => undefined,
      )
    },
    onInterrupt: () => end('interrupted'),
  })
  const { snapshots, times } = deck

  function speak(input: SpeechInput, options: SpeakOptions): Utterance {
    const { mode, signal, metadata, format: wanted = format, ...voice } = options
    const chosen = wanted === 'auto' ? (sink.formats[0] ?? 'mp3') : wanted
    const source = createSource(input, chosen, voice, client)
    const answers = cache.get(source.key() ?? '')
    const utterance = createUtterance({ id: ++count, source, metadata, signal, answers, onAbort: drop })
    if (signal?.aborted) utterance.settle('stopped')
    else if (mode === 'enqueue') {
      queue.push(utterance)
      if (!isActive(snapshots.get().status)) startNext()
    } else {
      clear('replaced')
      start(utterance, 'replaced')
    }
    return utterance
  }

  function start(utterance: Utterance, reason: EndReason): void {
    deck.start(utterance, reason)
    const { metadata } = utterance
    // Loaded here: most that is spoken does not need it.
    if (metadata !== undefined) {
      void import('./media-session.ts').then(
        ({ showMedia }) => deck.current === utterance && showMedia(player, metadata),
      )
    }
  }

  function startNext(): void {
    const next = queue.shift()
    if (next !== undefined) start(next, 'stopped')
  }

  function end(reason: EndReason): void {
    clear(reason)
    deck.end(reason)
  }

  function clear(reason: EndReason): void {
    for (const waiting of queue.splice(0)) waiting.settle(reason)
  }

  /** One that is not wanted any more; those behind it are. */
  function drop(utterance: Utterance): void {
    const index = queue.indexOf(utterance)
    if (index !== -1) {
      queue.splice(index, 1)
      utterance.settle('stopped')
    } else if (queue.length > 0) startNext()
    else end('stopped')
  }

  async function toBlob(): Promise<Blob> {
    const wanted = deck.current
    deck.hurry()
    return (await import('./file.ts')).fileOf(deck, wanted)
  }

  const player: SpeechPlayer = {
    speak: (input, options = {}) => void speak(input, options),
    speakAsync: (input, options = {}) => speak(input, options).promise,
    play: deck.play,
    pause: deck.pause,
    toggle: () => (isUnderWay(snapshots.get().status) ? deck.pause() : deck.play()),
    stop: () => end('stopped'),
    retry: deck.retry,
    seek: seconds => {
      checkNumber('seconds', seconds, -Infinity, Infinity)
      deck.seek(seconds)
    },
    skip: segments => {
      checkNumber('segments', segments, -Infinity, Infinity)
      const { segments: all, segmentIndex } = snapshots.get()
      const target = all[Math.max(0, segmentIndex + segments)]
      if (target !== undefined) deck.seek(target.startTime)
    },
    setRate: rate => {
      checkNumber('rate', rate, 0.25, 4)
      deck.set({ rate })
    },
    setVolume: volume => {
      checkNumber('volume', volume, 0, 1)
      deck.set({ volume })
    },
    setMuted: muted => deck.set({ muted }),
    unlock: sink.unlock,
    toBlob,
    dispose: () => {
      end('stopped')
      // A sink that was handed in belongs to who made it.
      if (given === 'auto') sink.dispose()
    },
    getSnapshot: snapshots.get,
    getServerSnapshot: () => idleSnapshot,
    subscribe: snapshots.subscribe,
    getTime: times.get,
    subscribeTime: times.subscribe,
  }
  return player
}
