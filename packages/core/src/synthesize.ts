import { follow } from './audio/passage.ts'
import { concat } from './bytes.ts'
import { invalidOption, isSpeechError } from './errors.ts'
import type { Bytes } from './format.ts'
import { ordered, type Work } from './ordered.ts'
import { createSpeech, type Job, type Taken } from './reading.ts'
import { type Delivery, deliverSingle, onlySegment } from './single.ts'
import type { Encode, Speech } from './speech.ts'
import { resolveSpeech, type SpeechOptions, type SpeechSettings } from './speech-options.ts'
import type { SpeechRequest } from './speech-schema.ts'
import type { Segment, TextSource } from './text/segment.ts'
import type { Answer, Attempts } from './transport/fetch.ts'
import type { Transport } from './transport/transport.ts'

/** Bytes from which an answer is long, and the most that is believed of one. */
const long = { from: 1024 * 1024, most: 64 * 1024 * 1024 } as const

const nothing: Bytes = new Uint8Array(0)

interface Item extends Job {
  readonly attempts: Attempts
  readonly attend: Delivery['attend']
}

/**
 * How a text is delivered. Where sentences end, and all that joins, is only loaded for a text that has to be cut: most
 * that is spoken in an app is short, and goes out as it is.
 */
export async function deliver(text: TextSource, settings: SpeechSettings, pace: Transport['pace']): Promise<Delivery> {
  if (typeof text === 'string' && !settings.several) return deliverSingle(text, settings.format)
  const { deliverSeveral } = await import('./several.ts')
  return deliverSeveral(text, settings, pace)
}

/** Utterances with what a request for each needs. A text in which nothing is to be said is an error, not silence. */
function itemsOf(
  delivery: Promise<Delivery>,
  transport: Transport,
  newReport: () => Job['report'],
): AsyncIterator<Item, void> {
  let any = false
  return {
    next: async () => {
      const { utterances, attend } = await delivery
      const result = await utterances.next()
      if (result.done !== true) {
        any = true
        const attempts = transport.attempts()
        const answered = { cached: false, requestId: undefined, report: newReport(), seconds: undefined }
        return { done: false, value: { ...result.value, attempts, attend, ...answered } }
      }
      if (!any) throw invalidOption('text', 'a text with something to say', '')
      return result
    },
    return: async () => {
      await (await delivery).utterances.return()
      return { done: true, value: undefined }
    },
  }
}

/** A text to speech: segments, their requests in order, one file of the answers. */
export function synthesize(
  transport: Transport,
  text: TextSource,
  options: SpeechOptions,
  encode: Encode | undefined,
): Speech {
  const settings = resolveSpeech(text, options, encode)
  const { format, locale, concurrency, lookahead, heldBytes } = settings

  const headers = settings.headers === undefined ? transport.headers : { ...transport.headers, ...settings.headers }
  const byEvents = settings.request.stream_format === 'sse'
  const newReport = () => (byEvents ? { usage: undefined, marks: undefined } : undefined)

  function send(segment: Segment, attempts: Attempts, report: Job['report'], signal: AbortSignal | undefined) {
    return transport.send({
      url: `${transport.baseURL}/audio/speech`,
      method: 'POST',
      // A compressed body has a length that says nothing about the audio in it.
      headers: { ...headers, 'content-type': 'application/json', 'accept-encoding': 'identity' },
      body: JSON.stringify(bodyOf(settings, segment)),
      characters: segment.text.length,
      expect: settings.request.response_format,
      report,
      signal,
      attempts,
    })
  }

  async function* request(item: Item, signal: AbortSignal): AsyncGenerator<Bytes, void> {
    const { segment, attempts, report } = item
    const answer = await send(segment, attempts, report, signal)
    item.cached = answer.cached
    item.requestId = answer.headers.get('x-request-id') ?? undefined
    try {
      for (let bytes = await answer.read(); bytes !== undefined; bytes = await answer.read()) yield bytes
    } catch (error) {
      if (isSpeechError(error)) error.attempts = attempts.sent
      throw error
    } finally {
      await answer.cancel()
    }
  }

  /** All of the one answer to a text that is not cut, without what only reading along takes. */
  async function take(text: string, signal: AbortSignal | undefined): Promise<Taken> {
    signal?.throwIfAborted()
    const segment = onlySegment(text)
    const attempts = transport.attempts()
    const report = newReport()
    for (;;) {
      try {
        const answer = await send(segment, attempts, report, signal)
        const bytes = await readAll(answer)
        const walker = answer.walker ?? (await follow(bytes, format))
        const span = { segment, start: 0, end: walker.seconds, report, locate: undefined }
        return { bytes, span, header: walker.header?.(), cached: answer.cached }
      } catch (error) {
        await attempts.again(error, signal)
      }
    }
  }

  const work: Work<Item> = {
    open: (item, signal) => item.attend(item.segment, request(item, signal)),
    again: ({ attempts }, error, signal) => attempts.again(error, signal),
  }
  let delivery: Promise<Delivery>
  let delivered: Delivery | undefined
  return createSpeech({
    format,
    locale,
    signal: options.signal,
    encode: settings.encode,
    open: reading => {
      delivery = deliver(text, settings, transport.pace)
      const ahead = { ...reading, concurrency: () => concurrency, lookahead, budget: heldBytes }
      return ordered(itemsOf(delivery, transport, newReport), work, ahead)
    },
    join: async () => {
      delivered = await delivery
      return delivered.joiner
    },
    total: () => (settings.several ? delivered?.utterances.count() : 1),
    take: typeof text === 'string' && !settings.several ? signal => take(text, signal) : undefined,
  })
}

/** All of an answer. A long one that says how long it is goes to its place as it comes, so as not to be there twice. */
async function readAll(answer: Answer): Promise<Bytes> {
  const announced = Number(answer.headers.get('content-length'))
  const all = announced >= long.from && announced <= long.most ? new Uint8Array(announced) : nothing
  let filled = 0
  const rest: Bytes[] = []
  try {
    for (let bytes = await answer.read(); bytes !== undefined; bytes = await answer.read()) {
      if (rest.length === 0 && filled + bytes.length <= all.length) {
        all.set(bytes, filled)
        filled += bytes.length
      } else rest.push(bytes)
    }
  } catch (error) {
    void answer.cancel(error)
    throw error
  }
  if (filled === 0) return concat(rest)
  return filled === all.length && rest.length === 0 ? all : concat([all.subarray(0, filled), ...rest])
}

/** The body of the request for a segment. */
export const bodyOf = ({ request }: SpeechSettings, { text }: Segment): SpeechRequest => ({ ...request, input: text })
