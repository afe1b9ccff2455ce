import type { AudioFormat, Bytes, Mark, Segment } from '@outloud/core'
import type { AudioSink, Track, TrackListener } from './sink.ts'
import type { PlayerSegment, SpeechSnapshot } from './snapshot.ts'
import type { Answer, Coming, Source } from './source.ts'

/** What is known of an utterance, however often it is run. */
export interface Recording {
  readonly source: Source
  /** The answers that came whole, in order. */
  answers: readonly Answer[]
  /** Whether they are all. */
  complete: boolean
  /** What was asked for before its turn. */
  ahead: Promise<AsyncGenerator<Coming, void> | undefined> | undefined
}

/** Its reactions are to no more than one track, and to none once it was closed. */
interface RunListener extends TrackListener {
  /** Another track carries the sound: the answers have another format than was asked for. */
  onTrack(): void
  /** More is known of what is heard: a segment or its words, that all of it is there, or why nothing more comes. */
  onNews(news: RunNews): void
}

type RunNews = Pick<SpeechSnapshot, 'segments'> & Partial<Pick<SpeechSnapshot, 'duration' | 'downloaded' | 'error'>>

/** An utterance on its way to a track, once. */
export interface Run {
  readonly track: Track
  /** Whether the track still is the sink's. */
  readonly alive: boolean
  /** Whether it stands where it is to begin. */
  readonly placed: boolean
  /** Whether the track has been given everything. */
  readonly complete: boolean
  /** Why nothing more comes. */
  readonly failure: { readonly error: unknown } | undefined
  /** Begins to append what is there, and to ask for what is not. Further calls do nothing. */
  begin(): void
  /** Makes the settings heard as they are now. */
  set(): void
  /** Looks whether more is needed. */
  tick(): void
  /** Asks for everything, however far ahead. */
  hurry(): void
  /** Silences it and ends its requests. */
  close(): void
}

/** What is the same for all runs of a player. */
export interface RunSurroundings {
  readonly sink: AudioSink
  readonly startBuffer: number
  readonly maxAhead: number
}

export interface RunOptions extends RunSurroundings {
  readonly recording: Recording
  readonly settings: () => SpeechSnapshot
  /** Where to begin, in seconds. */
  readonly position: number
  readonly listener: RunListener
}

/** Which run a sink plays. */
const owners = new WeakMap<AudioSink, Run>()

export function createRun({ recording, sink, settings, startBuffer, maxAhead, position, listener }: RunOptions): Run {
  const aborter = new AbortController()
  const { signal } = aborter
  let segments: readonly PlayerSegment[] = []
  let furthest = maxAhead
  let wake = () => {}
  let begun = false
  let placed = position === 0
  let complete = false
  let failure: Run['failure']
  // Where it begins is not always where it is to be heard from; until then it is silent.
  const heard = () => (placed ? settings() : { ...settings(), muted: true })
  const open = (format: AudioFormat): Track => sink.open({ format, startBuffer, listener, settings: heard() })
  let format = recording.answers[0]?.format ?? recording.source.format
  let track = open(format)

  function enter(segment: Segment, words?: readonly Mark[]): void {
    segments = [...segments, { ...segment, startTime: track.bufferedEnd, endTime: undefined, words }]
  }

  /** Adds to what is known of the segment that comes. */
  function learn(more: Partial<PlayerSegment>): void {
    segments = segments.map(segment => (segment === segments.at(-1) ? { ...segment, ...more } : segment))
  }
  const leave = () => learn({ endTime: track.bufferedEnd })

  async function replay({ segment, chunks, words }: Answer): Promise<void> {
    enter(segment, words)
    for (const chunk of chunks) await track.append(chunk, signal)
    await track.endAnswer(signal)
    leave()
  }

  function place(): void {
    const done = () => {
      placed = true
      if (!signal.aborted) track.set(heard())
    }
    // Not waited for: what it is to be heard from may be what comes next.
    if (!placed) track.seek(Math.min(position, track.bufferedEnd)).then(done, done)
  }

  async function receive(): Promise<void> {
    const { ahead, source } = recording
    recording.ahead = undefined
    const from = { index: recording.answers.length, offset: recording.answers.at(-1)?.segment.end ?? 0 }
    const coming = (await ahead) ?? source.answers(from, signal)
    for await (const { segment, part, isLast } of coming) {
      if (part.format !== format) {
        format = part.format
        track = open(format)
        listener.onTrack()
      }
      enter(segment)
      listener.onNews({ segments })
      const chunks: Bytes[] = []
      let words: readonly Mark[] | undefined
      // Not every browser can iterate a stream.
      const reader = part.stream.getReader()
      for (let read = await reader.read(); !read.done; read = await reader.read()) {
        chunks.push(read.value)
        // Words are told of before they are heard.
        if (part.marks !== undefined && part.marks.length > (words?.length ?? 0)) {
          words = [...part.marks]
          learn({ words })
          listener.onNews({ segments })
        }
        await track.append(read.value, signal)
      }
      await track.endAnswer(signal)
      leave()
      recording.answers = [...recording.answers, { segment, format, chunks, words }]
      // Nothing is saved by not asking where there is nothing left to ask for.
      if (!isLast()) await room()
    }
    recording.complete = true
  }

  async function room(): Promise<void> {
    while (track.bufferedEnd - track.currentTime > furthest && !signal.aborted) {
      await new Promise<void>(resolve => {
        wake = resolve
      })
    }
    signal.throwIfAborted()
  }

  async function go(): Promise<void> {
    try {
      for (const answer of recording.answers) await replay(answer)
      place()
      if (segments.length > 0) listener.onNews({ segments })
      if (!recording.complete) await receive()
      // Before, because the last of it may be heard while this is said.
      complete = true
      await track.end(signal)
      leave()
      listener.onNews({ segments, duration: track.bufferedEnd, downloaded: true })
    } catch (error) {
      complete = false
      // A browser that expects more keeps the last of what it has.
      if (track.bufferedEnd > 0) await track.end(signal).catch(() => {})
      if (signal.aborted) return
      failure = { error }
      listener.onNews({ segments, error })
    }
  }

  const run: Run = {
    get track() {
      return track
    },
    get alive() {
      return owners.get(sink) === run && !signal.aborted
    },
    get placed() {
      return placed
    },
    get complete() {
      return complete
    },
    get failure() {
      return failure
    },
    begin: () => {
      if (begun) return
      begun = true
      void go()
    },
    tick: () => wake(),
    set: () => track.set(heard()),
    hurry: () => {
      furthest = Infinity
      wake()
    },
    close: () => {
      aborter.abort()
      wake()
      track.close()
    },
  }
  owners.set(sink, run)
  return run
}
