import { type Bytes, type Encode, type Plan, pcmFacts, type Speech } from '@outloud/core'
import { completeWavHeader, wavHeaderLimit } from './wav-header.ts'

/** A speech as one file, and how far that is. */
export interface Narration {
  /** The file; read once. */
  readonly chunks: AsyncIterable<Bytes>
  /** After the last chunk: what belongs over the first bytes. */
  header(): Promise<Uint8Array | undefined>
  far(): HowFar
}

/** How far a speech is. */
export interface HowFar {
  /** Segments that have come whole. */
  readonly done: number
  /** Those of them that were kept from before. */
  readonly cached: number
  /** All there will be, where that is known. */
  readonly segments: number | undefined
  /** Bytes of answers. */
  readonly received: number
  /** Bytes of the file. */
  readonly written: number
  /** Seconds of audio; `undefined` of a single answer in a format whose length nobody counts on the way. */
  readonly seconds: number | undefined
  /** UTF-16 units: those sent for that have come, and those still to come, where that is known. */
  readonly characters: { readonly asked: number; readonly left: number | undefined }
  /** Milliseconds that went by while waiting for what was sent for. */
  readonly waited: number
}

/** What a speech is made of, to those who want to see how far it is. */
interface Making {
  /** What it will ask for; `undefined` where it is asked for at another pace. */
  readonly plan: Plan | undefined
  /** What the client makes files with. */
  readonly encode: Encode
  readonly signal: AbortSignal
}

/** Reads a speech part by part, which tells more of how far it is than its bytes do. */
export function narrate(speech: Speech, { plan, encode, signal }: Making): Narration {
  const { format } = speech
  const isEncoded = plan !== undefined && plan.requests[0]?.response_format !== format
  const isSamples = isEncoded || format === 'pcm'
  const count = { done: 0, cached: 0, received: 0, written: 0, waited: 0, characters: 0, asked: 0 }
  let head: Uint8Array = new Uint8Array()
  let encodedHeader: Bytes | undefined

  async function* answers(): AsyncGenerator<Bytes, void> {
    let since = performance.now()
    for await (const { segment, cached, stream } of speech.parts()) {
      for await (const bytes of stream) {
        if (count.received < wavHeaderLimit) head = Buffer.concat([head, bytes]).subarray(0, wavHeaderLimit)
        count.received += bytes.length
        yield bytes
      }
      const now = performance.now()
      count.done++
      count.characters += segment.text.length
      if (cached) count.cached++
      else {
        count.asked += segment.text.length
        count.waited += now - since
      }
      since = now
    }
  }
  const onHeader = (bytes: Bytes) => {
    encodedHeader = bytes
  }
  async function* counted(chunks: AsyncIterable<Bytes>): AsyncGenerator<Bytes, void> {
    for await (const bytes of chunks) {
      count.written += bytes.length
      yield bytes
    }
  }

  return {
    chunks: counted(isEncoded ? encode(answers(), format, { signal, onHeader }) : answers()),
    header: async () => {
      // A single answer keeps the bytes of its server, which may have streamed it.
      if (!isEncoded && format === 'wav') return completeWavHeader(head, count.received)
      return encodedHeader ?? speech.header()
    },
    far: () => {
      const { characters, asked, ...counts } = count
      return {
        ...counts,
        segments: plan?.segments.length,
        seconds: isSamples ? counts.received / bytesPerSecond : undefined,
        characters: { asked, left: plan && plan.characters - characters },
      }
    },
  }
}

const bytesPerSecond = pcmFacts.sampleRate * pcmFacts.bytesPerSample
