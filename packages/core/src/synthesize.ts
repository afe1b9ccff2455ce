import { createJoiner, createPassage } from './audio/join.ts'
import { createWalker } from './audio/walk.ts'
import { type ErrorSegment, isSpeechError } from './errors.ts'
import type { Bytes } from './format.ts'
import { ordered, type Work } from './ordered.ts'
import { invalidOption } from './request.ts'
import type { SpeechRequest } from './schema.ts'
import { createSpeech, type Encode, type Job, type Speech } from './speech.ts'
import { resolveSpeech, type SpeechOptions, type SpeechSettings } from './speech-options.ts'
import type { PaceEstimate } from './text/estimate.ts'
import type { Segment, TextSource } from './text/segment.ts'
import type { Attempts } from './transport/fetch.ts'
import type { Transport } from './transport/transport.ts'
import type { Utterances } from './utterances.ts'

/** Audio held ahead of the reader, at most, in bytes: eleven minutes of samples. */
const heldBytes = 32 * 1024 * 1024

/** A compressed body has a length that says nothing about the audio in it. */
const speechHeaders = { 'content-type': 'application/json', 'accept-encoding': 'identity' } as const

interface Item extends Job {
  readonly attempts: Attempts
}

/**
 * What is to be said. Where sentences end is only loaded for a text that has to be cut: most that is spoken in an app
 * is short, and goes out as it is.
 */
async function utterancesOf(
  text: TextSource,
  settings: SpeechSettings,
  pace: PaceEstimate | undefined,
): Promise<Utterances> {
  if (settings.several || typeof text !== 'string') {
    const { createUtterances } = await import('./utterances.ts')
    return createUtterances(text, settings, pace)
  }
  const start = text.length - text.trimStart().length
  const segment = { index: 0, text: text.trim(), start, end: text.trimEnd().length }
  const one = [{ segment, pause: 0 }][Symbol.iterator]()
  return { next: async () => one.next(), return: async () => ({ done: true, value: undefined }), report: () => {} }
}

/** Utterances with what a request for each needs. A text in which nothing is to be said is an error, not silence. */
function itemsOf(utterances: Promise<Utterances>, transport: Transport): AsyncIterator<Item, void> {
  let any = false
  return {
    next: async () => {
      const result = await (await utterances).next()
      if (result.done !== true) {
        any = true
        const item = { ...result.value, attempts: transport.attempts(), cached: false, requestId: undefined }
        return { done: false, value: item }
      }
      if (!any) throw invalidOption('text', 'a text with something to say', '')
      return result
    },
    return: async () => {
      await (await utterances).return()
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
  const { several, format, locale, concurrency, lookahead } = settings

  let utterances: Promise<Utterances> | undefined

  async function* open(item: Item, signal: AbortSignal): AsyncGenerator<Bytes, void> {
    const { attempts, segment } = item
    const requestedAt = performance.now()
    const answer = await transport.send({
      url: `${transport.baseURL}/audio/speech`,
      method: 'POST',
      headers: { ...transport.headers, ...settings.headers, ...speechHeaders },
      body: JSON.stringify(bodyOf(settings, segment)),
      characters: segment.text.length,
      expect: settings.request.response_format,
      signal,
      attempts,
    })
    item.cached = answer.cached
    item.requestId = answer.headers.get('x-request-id') ?? undefined
    const firstByteAt = performance.now()
    const walker = createWalker(settings.request.response_format)
    try {
      for (let bytes = await answer.read(); bytes !== undefined; bytes = await answer.read()) {
        walker.push(bytes)
        yield bytes
      }
      walker.end()
      const characters = segment.text.length
      const timing = { requestedAt, firstByteAt, endedAt: performance.now(), seconds: walker.seconds, characters }
      void utterances?.then(({ report }) => report({ index: segment.index, ...timing }))
    } catch (error) {
      if (isSpeechError(error)) error.attempts = attempts.sent
      throw error
    } finally {
      await answer.cancel()
    }
  }

  const work: Work<Item> = {
    open: (item, signal) => (several ? naming(item.segment, open(item, signal)) : open(item, signal)),
    again: ({ attempts }, error, signal) => attempts.again(error, signal),
  }
  return createSpeech({
    format,
    locale,
    signal: options.signal,
    encode: settings.encode,
    joiner: several ? createJoiner(settings.request.response_format) : createPassage(format),
    open: reading => {
      utterances = utterancesOf(text, settings, transport.pace)
      const ahead = { ...reading, concurrency: () => concurrency, lookahead, budget: heldBytes }
      return ordered(itemsOf(utterances, transport), work, ahead)
    },
  })
}

/** What a run would do. */
export interface Plan {
  readonly segments: readonly Segment[]
  /** UTF-16 units that are sent. */
  readonly characters: number
  /** The bodies of the requests, in order. */
  readonly requests: readonly SpeechRequest[]
}

/** What `synthesize` would send for a text at file pace: exactly that, and nothing is sent. */
export async function plan(text: string, options: SpeechOptions, encode: Encode | undefined): Promise<Plan> {
  const settings = resolveSpeech(text, { ...options, pace: 'file' }, encode)
  const segments: Segment[] = []
  const utterances = await utterancesOf(text, settings, undefined)
  for (let next = await utterances.next(); next.done !== true; next = await utterances.next()) {
    segments.push(next.value.segment)
  }
  const requests = segments.map(segment => bodyOf(settings, segment))
  return { segments, characters: segments.reduce((sum, { text }) => sum + text.length, 0), requests }
}

const bodyOf = ({ request }: SpeechSettings, { text }: Segment): SpeechRequest => ({ ...request, input: text })

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
