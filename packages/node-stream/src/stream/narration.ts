import type { Transform } from 'node:stream'
import {
  type AudioFormat,
  type Bytes,
  type ErrorSegment,
  isSpeechError,
  type Speech,
  type SpeechClient,
  type SpeechError,
  type SpeechOptions,
  type SpeechPart,
} from '@outloud/core'
import type { OnError, SegmentWithAudio, SpeechProgress, SpokenSegment } from '../speech-stream.ts'
import { createPassage, type Passage, type Way } from './passage.ts'
import type { RefuseSeams } from './refusal.ts'
import { createSeam } from './seam.ts'
import { createSegmentAudio } from './segment-audio.ts'
import type { TextQueue } from './text-queue.ts'

/** A speech stream's options with every default applied. */
export interface NarrationOptions {
  readonly client: Pick<SpeechClient, 'synthesize'>
  readonly speechOptions: SpeechOptions
  readonly format: AudioFormat
  readonly encoded: boolean
  readonly output: 'bytes' | 'segments'
  readonly onError: 'stop' | 'skip' | OnError
  readonly flushAfter: number | undefined
  readonly seams: RefuseSeams
}

type Output = Bytes | SegmentWithAudio

/** Speaks what a queue is written: one speech after the other, each for as much text as can be one. */
export function createNarration(
  options: NarrationOptions,
): (queue: TextQueue, signal: AbortSignal, stream: Transform) => AsyncGenerator<Output, void> {
  const { client, speechOptions, format, encoded, output, onError, flushAfter, seams } = options

  return async function* narrate(queue, signal, stream) {
    const seam = createSeam(format)
    const files = createSegmentAudio()
    let progress: SpeechProgress = { segments: 0, characters: 0, seconds: 0, cached: 0 }
    // Where the speech under way begins, and how many segments of it have been read.
    let index = 0
    let offset = 0
    let count = 0
    let anySaid = false

    const speak = (source: AsyncIterable<string>, way: Partial<Way>) =>
      client.synthesize(source, {
        ...speechOptions,
        signal,
        voice: way.voice ?? speechOptions.voice,
        speed: way.speed ?? speechOptions.speed,
      })

    /** A segment has been read to its end. */
    function tell({ segment, cached, requestId, attempts, seconds: duration = 0 }: SpeechPart): SpokenSegment {
      const startTime = progress.seconds
      const place = { index: index + segment.index, start: offset + segment.start, end: offset + segment.end }
      const spoken: SpokenSegment = { ...segment, ...place, startTime, duration, cached, requestId, attempts }
      progress = {
        segments: progress.segments + 1,
        characters: spoken.end,
        seconds: startTime + duration,
        cached: progress.cached + (cached ? 1 : 0),
      }
      stream.emit('segment', spoken)
      stream.emit('progress', progress)
      return spoken
    }

    const finish = ({ segment }: SpeechPart, passage: Passage) => {
      count = segment.index + 1
      passage.forget(segment.end)
    }

    /** Which of the bytes are whose segment's is not known here, only how far the speech is. */
    async function* encodedBytes(speech: Speech, passage: Passage): AsyncGenerator<Bytes, void> {
      const before = progress
      const tellSince = () => {
        const { segments, characters, seconds, cached } = speech.progress()
        if (segments === count) return
        count = segments
        passage.forget(characters)
        progress = {
          segments: before.segments + segments,
          characters: offset + characters,
          seconds: before.seconds + seconds,
          cached: before.cached + cached,
        }
        stream.emit('progress', progress)
      }
      try {
        for await (const bytes of speech) {
          yield bytes
          tellSince()
        }
        tellSince()
      } catch (error) {
        // What was heard before it failed counts, should it go on behind that.
        if (isSpeechError(error)) tellSince()
        throw error
      }
    }

    async function* bytesOf(speech: Speech, passage: Passage): AsyncGenerator<Bytes, void> {
      if (encoded) {
        yield* encodedBytes(speech, passage)
        return
      }
      for await (const part of speech.parts()) {
        for await (const bytes of part.stream) yield bytes
        tell(part)
        finish(part, passage)
      }
    }

    async function* segmentsOf(speech: Speech, passage: Passage): AsyncGenerator<SegmentWithAudio, void> {
      for await (const part of speech.parts()) {
        const chunks: Bytes[] = []
        for await (const bytes of part.stream) chunks.push(bytes)
        yield { ...tell(part), audio: files.whole(part.format, chunks), format: part.format }
        finish(part, passage)
      }
    }

    /** Whether to go on behind the segment that failed. */
    async function skips(error: SpeechError, failed: ErrorSegment): Promise<boolean> {
      const segment = { index: index + failed.index, start: offset + failed.start, end: offset + failed.end }
      // Not enumerable: texts are private, and errors are logged.
      error.segment = Object.defineProperty(segment, 'text', { value: failed.text }) as ErrorSegment
      const decision = typeof onError === 'function' ? await onError(error, { ...segment, text: failed.text }) : onError
      return decision === 'skip'
    }

    /** One speech; and, where segments are skipped, the ones that go on behind them. */
    async function* passages(way: Way): AsyncGenerator<Output, void> {
      for (let rest = ''; ; ) {
        const passage = createPassage(queue, way, { rest, flushAfter, keep: onError !== 'stop' })
        count = 0
        try {
          const speech = speak(passage.source, way)
          if (output === 'segments') yield* segmentsOf(speech, passage)
          else yield* seam.speech(bytesOf(speech, passage))
          anySaid = true
          index += count
          offset += passage.length
          return
        } catch (error) {
          if (!isSpeechError(error)) throw error
          if (isNothingSaid(error)) {
            offset += passage.length
            return
          }
          const failed = error.segment
          if (failed === undefined || !(await skips(error, failed))) throw error
          anySaid = true
          rest = passage.after(failed.end)
          index += failed.index + 1
          offset += failed.end
        }
      }
    }

    for (let command = await queue.peek(); command !== undefined; command = await queue.peek()) {
      if (command === 'late') continue
      if (command.type === 'text') {
        if (command.voice !== undefined || command.speed !== undefined) seams('voice')
        yield* passages(command)
        continue
      }
      seams(command.type)
      queue.take()
      if (command.type === 'flush') continue
      progress = { ...progress, seconds: progress.seconds + command.seconds }
      if (output === 'bytes') yield* seam.pause(command.seconds)
    }
    // A text in which nothing is to be said is an error, not silence: the client's own.
    if (!anySaid) await client.synthesize([], speechOptions).bytes()
  }
}

/** A text of spaces between two speeches is none. */
const isNothingSaid = (error: SpeechError): boolean =>
  error.name === 'InvalidRequestError' && error.segment === undefined && error.issues[0]?.path[0] === 'text'
