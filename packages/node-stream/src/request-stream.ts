import type { Transform } from 'node:stream'
import { createSpeechClient, InvalidRequestError, type SpeechOptions } from '@outloud/core'
import type { SpeechRequest } from '@outloud/core/schema'
import { type SegmentOptions, segment } from '@outloud/core/text'
import type { TextQueue } from './stream/text-queue.ts'
import { TextTransform } from './stream/text-transform.ts'

/** How to cut a text, and what each request says besides. */
export interface RequestStreamOptions
  extends Pick<SpeechOptions, 'model' | 'voice' | 'format' | 'speed' | 'instructions' | 'body' | 'signal'>,
    Pick<SegmentOptions, 'maxLength' | 'locale'> {
  /**
   * `file` waits for the end of the text and cuts it evenly; `live` gives the first clause as soon as it is known.
   * Either way the requests depend on text and options alone.
   * @default 'file'
   */
  readonly pace?: 'file' | 'live' | undefined
}

/**
 * Text in, as strings or UTF-8 bytes cut anywhere; out comes the body of one speech request for each segment, checked,
 * for whoever sends requests themselves. A text with nothing in it gives none.
 * @throws `InvalidRequestError` at once for options that no server could take.
 * @example
 * for await (const body of createReadStream('chapter.txt').pipe(createRequestStream({ voice: 'nova' }))) {
 *   console.log(JSON.stringify(body))
 * }
 */
export function createRequestStream(options: RequestStreamOptions = {}): Transform {
  const { maxLength, locale, pace = 'file', signal, ...voice } = options
  // A client of its own, which sends nothing: it holds the options to what every request has to be.
  const client = createSpeechClient({ defaults: voice })
  const segments = { maxLength, locale, pace }

  async function* requests(queue: TextQueue): AsyncGenerator<SpeechRequest, void> {
    const { requests } = await client.plan('-')
    for await (const { text } of segment(texts(queue), segments)) yield { ...requests[0], input: text } as SpeechRequest
  }
  return new TextTransform({ open: requests, objects: true, signal })
}

async function* texts(queue: TextQueue): AsyncGenerator<string, void> {
  for (let command = await queue.peek(); command !== undefined; command = await queue.peek()) {
    if (command === 'late') continue
    if (command.type !== 'text' || command.voice !== undefined || command.speed !== undefined) {
      const message = 'text: expected strings or bytes, got an object: a stream of requests has one voice and no pauses'
      throw new InvalidRequestError(message, { issues: [{ path: ['text'], message }] })
    }
    queue.take()
    yield command.text
  }
}
