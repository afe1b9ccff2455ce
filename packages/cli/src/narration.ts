import type { Bytes, Encode, Plan, Speech } from '@outloud/core'

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
  /** Of audio. */
  readonly seconds: number
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
  const { format, partsFormat } = speech
  const count = { received: 0, written: 0, waited: 0, characters: 0, asked: 0 }
  let header: Bytes | undefined

  async function* answers(): AsyncGenerator<Bytes, void> {
    let since = performance.now()
    for await (const { segment, cached, stream } of speech.parts()) {
      for await (const bytes of stream) {
        count.received += bytes.length
        yield bytes
      }
      const now = performance.now()
      count.characters += segment.text.length
      if (!cached) {
        count.asked += segment.text.length
        count.waited += now - since
      }
      since = now
    }
  }
  const onHeader = (bytes: Bytes) => {
    header = bytes
  }
  async function* counted(chunks: AsyncIterable<Bytes>): AsyncGenerator<Bytes, void> {
    for await (const bytes of chunks) {
      count.written += bytes.length
      yield bytes
    }
  }

  return {
    chunks: counted(partsFormat === format ? answers() : encode(answers(), format, { signal, onHeader })),
    header: async () => header ?? speech.header(),
    far: () => {
      const { received, written, waited, characters, asked } = count
      const { segments: done, cached, seconds } = speech.progress()
      const left = plan && plan.characters - characters
      return {
        done,
        cached,
        segments: plan?.segments.length,
        received,
        written,
        seconds,
        waited,
        characters: { asked, left },
      }
    },
  }
}
