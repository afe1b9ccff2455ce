import type { Answer } from '../transport/fetch.ts'
import { notAsked, readJSON, readText } from '../transport/read.ts'
import { brokenOff, dataOf } from '../transport/server-events.ts'
import type { Transport } from '../transport/transport.ts'
import { readEvent, readTranscript } from './answer-schema.ts'
import { callWith, counted } from './call.ts'
import { eventFields } from './fields.ts'
import type { Recording, TranscriptionEventOptions } from './options.ts'
import type { TranscriptionEvent } from './transcript.ts'

/**
 * What is heard, as it is heard. The last event is always `transcript.text.done`: a stream that ends or breaks before
 * it ends in an error. Leaving early lets go of the connection.
 */
export async function* transcriptionEvents(
  transport: Transport,
  recording: Recording,
  options: TranscriptionEventOptions,
): AsyncGenerator<TranscriptionEvent, void> {
  const fields = eventFields(options)
  const call = await callWith(
    recording,
    { path: '/audio/transcriptions', fields, expect: 'events' },
    options,
    transport,
  )
  let answer: Answer | undefined
  try {
    answer = await transport.send(call)
    yield* isJSON(answer) ? allAtOnce(answer) : asTheyCome(answer)
  } catch (error) {
    throw counted(error, call.attempts)
  } finally {
    void answer?.cancel()
  }
}

const isJSON = ({ headers }: Answer): boolean => /^application\/json\b/i.test(headers.get('content-type') ?? '')

/** Models that do not stream, such as whisper-1, answer as if they had not been asked to (PROTOCOL.md). */
async function* allAtOnce(answer: Answer): AsyncGenerator<TranscriptionEvent, void> {
  const expected = 'events, or a transcript: an object with a text called text'
  const transcript = readJSON(answer, await readText(answer), expected, readTranscript)
  yield { type: 'transcript.text.done', ...transcript }
}

async function* asTheyCome(answer: Answer): AsyncGenerator<TranscriptionEvent, void> {
  for await (const data of dataOf(answer)) {
    const event = eventIn(data, answer)
    if (event === 'unknown') continue
    yield event
    if (event.type === 'transcript.text.done') return
  }
  throw notAsked(answer, 'truncated', 'The events ended before transcript.text.done')
}

function eventIn(data: string, answer: Answer): TranscriptionEvent | 'unknown' {
  // How some servers end every stream of events.
  if (data === '[DONE]') return 'unknown'
  return readJSON(answer, data, 'an event of a transcription', value => {
    const event = readEvent(value)
    if (event === 'error')
      throw brokenOff(data, answer, { scrub: words => words.replace(keys, '[key]'), passing: () => false })
    return event
  })
}

/** Should a server echo one. */
const keys = /\b(sk-|Bearer\s+)[\w.~+/=-]+/g
