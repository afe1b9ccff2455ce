import { type Bytes, type Encode, type Plan, pcmFacts, type Speech } from '@outloud/core'
import { completeWavHeader, wavHeaderLimit } from './wav-header.ts'

/** A speech as one file, and how far that is. */
export interface Narration {
  /** The file; read once. */
  readonly chunks: AsyncIterable<Bytes>
  /** After the last chunk: what belongs over the first bytes. */
  header(): Promise<Uint8Array | undefined>
  /** How far it is, in one line. */
  progress(): string
}

/** What a speech is made of, to those who want to see how far it is. */
interface Making {
  /** What it will ask for. */
  readonly plan: Plan
  /** What the client makes files with. */
  readonly encode: Encode
  readonly signal: AbortSignal
}

/** Reads a speech part by part, which tells more of how far it is than its bytes do. */
export function narrate(speech: Speech, { plan, encode, signal }: Making): Narration {
  const { segments, requests } = plan
  const { format } = speech
  const isEncoded = requests[0]?.response_format !== format
  let done = 0
  let cached = 0
  let received = 0
  let head: Uint8Array = new Uint8Array()
  let encodedHeader: Bytes | undefined

  async function* answers(): AsyncGenerator<Bytes, void> {
    for await (const part of speech.parts()) {
      for await (const bytes of part.stream) {
        if (received < wavHeaderLimit) head = Buffer.concat([head, bytes]).subarray(0, wavHeaderLimit)
        received += bytes.length
        yield bytes
      }
      done++
      if (part.cached) cached++
    }
  }
  const onHeader = (bytes: Bytes) => {
    encodedHeader = bytes
  }

  return {
    chunks: isEncoded ? encode(answers(), format, { signal, onHeader }) : answers(),
    header: async () => {
      // A single answer keeps the bytes of its server, which may have streamed it.
      if (!isEncoded && format === 'wav') return completeWavHeader(head, received)
      return encodedHeader ?? speech.header()
    },
    progress: () => {
      if (segments.length === 1) return `${(received / 1_000).toFixed(0)} kB of ${format}`
      const share = cached === 0 ? '' : `, ${cached} of them from the cache`
      return `${done} of ${segments.length} segments${share}, ${clock(received / bytesPerSecond)} of audio`
    },
  }
}

/** Several answers always come as samples, since the client encodes. */
const bytesPerSecond = pcmFacts.sampleRate * pcmFacts.bytesPerSample

/** Hours, minutes and seconds, as a player shows them. */
function clock(seconds: number): string {
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0')
  const hours = Math.floor(seconds / 3_600)
  const minutes = (seconds / 60) % 60
  return hours === 0 ? `${Math.floor(minutes)}:${two(seconds % 60)}` : `${hours}:${two(minutes)}:${two(seconds % 60)}`
}
