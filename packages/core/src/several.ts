import { createJoiner } from './audio/join.ts'
import { createPassage } from './audio/passage.ts'
import { type ErrorSegment, isSpeechError } from './errors.ts'
import type { AudioFormat, Bytes } from './format.ts'
import type { Delivery } from './single.ts'
import type { SpeechSettings } from './speech-options.ts'
import { createPaceEstimate, type RequestTiming } from './text/estimate.ts'
import type { Segment, TextSource } from './text/segment.ts'
import type { Transport } from './transport/transport.ts'
import { createUtterances } from './utterances.ts'

/** A text that may become several requests. Loaded when such a text comes, with all that cuts and joins. */
export function deliverSeveral(text: TextSource, settings: SpeechSettings, pace: Transport['pace']): Delivery {
  const format = settings.request.response_format
  if (pace !== undefined) pace.estimate ??= createPaceEstimate()
  const { report, ...utterances } = createUtterances(text, settings, pace?.estimate)
  return {
    utterances,
    joiner: createJoiner(format),
    attend: (segment, chunks) =>
      naming(segment, report === undefined ? chunks : timed(segment, chunks, { format, report })),
  }
}

/** Tells how long a segment took to come, and how much there is to hear of it. */
async function* timed(
  { index, text }: Segment,
  chunks: AsyncIterable<Bytes>,
  { format, report }: { format: AudioFormat; report: (timing: RequestTiming) => void },
): AsyncGenerator<Bytes, void> {
  const passage = createPassage(format)
  const requestedAt = performance.now()
  let firstByteAt: number | undefined
  for await (const bytes of passage.answer(chunks, 0)) {
    firstByteAt ??= performance.now()
    yield bytes
  }
  const endedAt = performance.now()
  const { seconds } = passage
  report({ index, requestedAt, firstByteAt: firstByteAt ?? endedAt, endedAt, seconds, characters: text.length })
}

/** Errors of a segment say which it is. */
async function* naming(segment: Segment, chunks: AsyncIterable<Bytes>): AsyncGenerator<Bytes, void> {
  try {
    yield* chunks
  } catch (error) {
    if (isSpeechError(error)) error.segment = errorSegment(segment)
    throw error
  }
}

function errorSegment({ index, text, start, end }: Segment): ErrorSegment {
  // Not enumerable: texts are private, and errors are logged.
  return Object.defineProperty({ index, start, end }, 'text', { value: text }) as ErrorSegment
}
