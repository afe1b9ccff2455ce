import type { Joiner } from './audio/passage.ts'
import type { Span, SpeechReport } from './audio/report.ts'
import { concat } from './bytes.ts'
import { type AudioFormat, audioFormats, type Bytes } from './format.ts'
import type { Part } from './ordered.ts'
import type { Encode, Speech, SpeechPart } from './speech.ts'
import type { Segment } from './text/segment.ts'
import type { Locate } from './text/spoken.ts'
import { linkedController } from './transport/abort.ts'

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
  readonly attempts: { readonly sent: number }
  /** How long its audio is, once all of it was read. */
  seconds: number | undefined
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
  readonly take: ((signal: AbortSignal | undefined) => Promise<Taken>) | undefined
  /** How many segments there are, once that is known. */
  total(): number | undefined
}

/** A whole answer. */
export interface Taken {
  readonly bytes: Bytes
  readonly span: Span
  /** What belongs over the first bytes. */
  readonly header: Bytes | undefined
  readonly cached: boolean
}

export function createSpeech({ format, locale, signal, encode, open, join, take, total }: SpeechSource): Speech {
  const { type } = audioFormats[format]
  const partsFormat = encode === undefined ? format : 'pcm'
  const spans: Span[] = []
  const passed = { segments: 0, cached: 0, characters: 0 }
  let joiner: Joiner | undefined
  let header: Bytes | undefined
  let reading: Promise<unknown> | undefined

  function refuseAgain(): void {
    if (reading !== undefined) throw new TypeError('This speech was read already: call synthesize() again')
  }

  /** Notes that reading has begun; gives what notes how it ended. */
  function start() {
    refuseAgain()
    let settle = (_failure?: { readonly error: unknown }) => {}
    reading = new Promise<void>((resolve, reject) => {
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
      yield { job, chunks: through(joiner, job, chunks) }
      const { segment, report, locate } = job
      spans.push({ segment, start, end: joiner.seconds, report, locate })
    }
  }

  /** One answer's share of the file. What is said of it is true once all of it has passed. */
  async function* through(joiner: Joiner, job: Job, chunks: AsyncIterable<Bytes>): AsyncGenerator<Bytes, void> {
    const start = joiner.seconds + job.pause
    yield* joiner.answer(chunks, job.pause)
    job.seconds = joiner.seconds - start
    note(job.segment, job.cached)
  }

  function note(segment: Segment, cached: boolean): void {
    passed.segments++
    passed.cached += cached ? 1 : 0
    passed.characters = segment.end
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

  async function takeWhole(taking: Promise<Taken>): Promise<Bytes> {
    const taken = await taking
    spans.push(taken.span)
    note(taken.span.segment, taken.cached)
    header = taken.header
    // A copy, since the bytes may be in the cache as well.
    return header === undefined ? taken.bytes : concat([header, taken.bytes.subarray(header.length)])
  }

  async function bytes(): Promise<Bytes> {
    if (take !== undefined) {
      refuseAgain()
      const taking = takeWhole(take(signal))
      reading = taking
      return taking
    }
    return readWhole()
  }

  async function readWhole(): Promise<Bytes> {
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
      yield {
        segment,
        format: partsFormat,
        stream,
        cached,
        requestId,
        get attempts() {
          return job.attempts.sent
        },
        get seconds() {
          return job.seconds
        },
        get marks() {
          return job.report?.marks
        },
        get usage() {
          return job.report?.usage
        },
      }
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
    partsFormat,
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
    progress: () => ({ ...passed, total: total(), seconds: joiner?.seconds ?? spans[0]?.end ?? 0 }),
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
