import type { Cue, CueUnit } from './audio/cues.ts'
import type { Joiner } from './audio/passage.ts'
import type { Span, SpeechReport, Usage } from './audio/report.ts'
import { concat } from './bytes.ts'
import { type AudioFormat, audioFormats, type Bytes } from './format.ts'
import type { Part } from './ordered.ts'
import type { Segment } from './text/segment.ts'
import type { Locate } from './text/spoken.ts'
import { linkedController } from './transport/abort.ts'

/** Audio on its way, shaped like a `Blob`. Nothing is asked for until it is read, and it is read once. */
export interface Speech extends AsyncIterable<Bytes> {
  readonly format: AudioFormat
  /** Media type, such as `audio/mpeg`. */
  readonly type: string
  /** The audio as it arrives. Cancelling the stream aborts the requests. */
  stream(): ReadableStream<Bytes>
  /** The whole audio, with a true length in its header where the format has one. */
  bytes(): Promise<Bytes>
  /** The whole audio as a `Blob` of the right type. */
  blob(): Promise<Blob>
  /**
   * The audio segment by segment; taking the next lets go of what is unread of the one before. Concatenated, the
   * parts are `stream()`, except where `encode` makes one file of them: then they are its input, `pcm`.
   */
  parts(): AsyncGenerator<SpeechPart, void>
  /**
   * When each stretch of text is heard. Settles when all was read; rejects if reading has not begun or did not finish.
   * @param options.unit @default 'sentence'
   */
  cues(options?: { readonly unit?: CueUnit | undefined }): Promise<readonly Cue[]>
  /**
   * What the server counted, over all segments; `undefined` when it said nothing, which it does without
   * `streamFormat: 'sse'`. What came from the cache counts nothing. Settles as `cues()` does.
   */
  usage(): Promise<Usage | undefined>
  /**
   * What belongs over the first bytes of the stream in a file that can be rewritten: then the file says how long it is
   * (mp3, flac and wav of several segments). Settles when all was read, `undefined` where nothing is to be rewritten.
   */
  header(): Promise<Bytes | undefined>
}

/** One segment's share of the audio. */
export interface SpeechPart {
  readonly segment: Segment
  readonly format: AudioFormat
  readonly stream: ReadableStream<Bytes>
  /** Whether it came from the cache and nothing was sent. */
  readonly cached: boolean
  /** What the server calls the request, for its support. */
  readonly requestId: string | undefined
}

/** Makes one file of samples: what `createEncode()` of `@outloud/encode` gives. */
export type Encode = (
  pcm: AsyncIterable<Bytes>,
  format: AudioFormat,
  options: { readonly signal?: AbortSignal | undefined; readonly onHeader?: ((header: Bytes) => void) | undefined },
) => AsyncGenerator<Bytes, void>

/** A segment on its way. What its answer says of itself is filled in when it comes. */
export interface Job {
  readonly segment: Segment
  /** Seconds of silence before it. */
  readonly pause: number
  /** Where its text comes from, where that is not word for word the source. */
  readonly locate?: Locate | undefined
  cached: boolean
  requestId: string | undefined
  /** What its answer says beside its audio, where it was asked to. */
  readonly report: SpeechReport | undefined
}

/** How a speech comes about. */
export interface SpeechSource {
  readonly format: AudioFormat
  readonly locale: string | undefined
  readonly signal: AbortSignal | undefined
  /** Makes the file of the joined answers, where that needs more than joining. */
  readonly encode: Encode | undefined
  /** Called once, when reading begins. With `whole`, nothing of an answer is handed on before all of it is there. */
  open(reading: { signal: AbortSignal; whole: boolean }): AsyncIterable<Part<Job>>
  /** Called once, when the first answer begins. */
  join(): Promise<Joiner>
  /** In place of both where the whole is one answer, all of which is wanted. */
  readonly take: ((signal: AbortSignal | undefined) => Promise<{ bytes: Bytes; span: Span }>) | undefined
}

export function createSpeech({ format, locale, signal, encode, open, join, take }: SpeechSource): Speech {
  const { type } = audioFormats[format]
  const spans: Span[] = []
  let joiner: Joiner | undefined
  let header: Bytes | undefined
  let reading: Promise<void> | undefined

  /** Notes that reading has begun; gives what notes how it ended. */
  function start() {
    if (reading !== undefined) throw new TypeError('This speech was read already: call synthesize() again')
    let settle = (_failure?: { readonly error: unknown }) => {}
    reading = new Promise((resolve, reject) => {
      settle = failure => (failure === undefined ? resolve() : reject(failure.error))
    })
    reading.catch(() => {})
    return settle
  }

  /** Begins to read. `track` wraps whatever is read in the end: it notes how that went, and stops what is under way. */
  function begin(whole: boolean) {
    const settle = start()
    const { controller, unlink } = linkedController(signal)

    async function* track<T>(output: AsyncIterable<T>): AsyncGenerator<T, void> {
      let complete = false
      try {
        yield* output
        complete = true
        header ??= joiner?.header()
        settle()
      } catch (error) {
        settle({ error })
        throw error
      } finally {
        unlink()
        if (!complete) {
          settle({ error: new DOMException('The speech was not read to its end', 'AbortError') })
          controller.abort()
        }
      }
    }
    return { parts: joined(open({ signal: controller.signal, whole })), track, controller }
  }

  async function* joined(parts: AsyncIterable<Part<Job>>): AsyncGenerator<Joined, void> {
    for await (const { item: job, chunks } of parts) {
      joiner ??= await join()
      const start = joiner.seconds + job.pause
      yield { job, chunks: joiner.answer(chunks, job.pause) }
      const { segment, report, locate } = job
      spans.push({ segment, start, end: joiner.seconds, report, locate })
    }
  }

  /** All bytes in order, encoded if need be. */
  function output(whole: boolean) {
    const { parts, track, controller } = begin(whole)
    const joinedBytes = flatten(parts)
    if (encode === undefined) return { chunks: track(joinedBytes), controller }
    const onHeader = (bytes: Bytes) => {
      header = bytes
    }
    return { chunks: track(encode(joinedBytes, format, { signal: controller.signal, onHeader })), controller }
  }

  async function* iterate(): AsyncGenerator<Bytes, void> {
    yield* output(false).chunks
  }

  async function bytes(): Promise<Bytes> {
    if (take !== undefined) {
      const settle = start()
      try {
        const { bytes, span } = await take(signal)
        spans.push(span)
        settle()
        return bytes
      } catch (error) {
        settle({ error })
        throw error
      }
    }
    const all: Bytes[] = []
    for await (const chunk of output(true).chunks) all.push(chunk)
    const whole = concat(all)
    if (header !== undefined) whole.set(header)
    return whole
  }

  async function* parts(): AsyncGenerator<SpeechPart, void> {
    const { parts, track } = begin(false)
    for await (const { job, chunks } of track(parts)) {
      const { segment, cached, requestId } = job
      const stream = streamOf(chunks, () => {})
      yield { segment, format: encode === undefined ? format : 'pcm', stream, cached, requestId }
    }
  }

  /** What a reader waits for before it may ask what was read. */
  async function afterReading<T>(what: () => T | Promise<T>): Promise<T> {
    if (reading === undefined) throw new TypeError('Nothing was read yet: read the speech first')
    await reading
    return what()
  }

  return {
    format,
    type,
    [Symbol.asyncIterator]: iterate,
    bytes,
    blob: async () => new Blob([await bytes()], { type }),
    parts,
    stream: () => {
      const { chunks, controller } = output(false)
      return streamOf(chunks, reason => controller.abort(reason))
    },
    cues: ({ unit = 'sentence' } = {}) =>
      // Loaded here, because it brings along where sentences end.
      afterReading(async () => (await import('./audio/cues.ts')).cuesOf(spans, unit, locale)),
    usage: () => afterReading(async () => (await import('./audio/usage.ts')).usageOf(spans)),
    header: () => afterReading(() => header),
  }
}

interface Joined {
  readonly job: Job
  readonly chunks: AsyncGenerator<Bytes, void>
}

async function* flatten(parts: AsyncIterable<Joined>): AsyncGenerator<Bytes, void> {
  for await (const { chunks } of parts) yield* chunks
}

/** A pulled stream; `cancel` also ends a read that is waiting. */
function streamOf(chunks: AsyncGenerator<Bytes, void>, cancel: (reason: unknown) => void): ReadableStream<Bytes> {
  return new ReadableStream<Bytes>(
    {
      pull: async controller => {
        const { done, value } = await chunks.next()
        if (done === true) controller.close()
        else controller.enqueue(value)
      },
      cancel: async reason => {
        cancel(reason)
        await chunks.return().catch(() => {})
      },
    },
    { highWaterMark: 0 },
  )
}
