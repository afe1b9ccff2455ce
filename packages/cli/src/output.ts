import type { Writable } from 'node:stream'
import { fileFailure, UsageError } from './errors.ts'
import type { Shell } from './shell.ts'

/** Where bytes go. It is open from the start: `close` is to be called in any case. */
export interface Output {
  /**
   * Takes everything; rejects as the chunks do, or when they cannot be written. `header` is called after the last
   * one: what it gives belongs over the first bytes. Where nothing can be written twice, it is not called.
   */
  write(chunks: AsyncIterable<Uint8Array>, header?: () => Promise<Uint8Array | undefined>): Promise<void>
  /** Makes what was written appear under its name. */
  place(): Promise<void>
  /** Takes away what was not placed. */
  close(): Promise<void>
  /** Aborts when nothing more can be taken, with the error that says why. */
  readonly gone?: AbortSignal | undefined
}

/** What is written to as it is: there is nothing to place, and nothing to take away. */
export const directOutput = (write: Output['write']): Output => ({
  write,
  place: async () => {},
  close: async () => {},
})

/** Standard output. @throws `UsageError` when it is a terminal, which audio would upset. */
export function standardOutput({ stdout, signal }: Shell): Output {
  if (stdout.isTTY === true) {
    throw new UsageError('audio is not for a terminal: name a file with -o, or pipe it to a player')
  }
  return directOutput(async chunks => {
    for await (const bytes of chunks) {
      await writeTo(stdout, bytes, signal).catch(error => {
        throw fileFailure('write', 'standard output', error)
      })
    }
  })
}

/** Waits until the bytes are taken. `pipeline` would not do: it never ends when it is aborted while stdout is full. */
export function writeTo(stream: Writable, bytes: Uint8Array, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted()
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason)
    signal.addEventListener('abort', abort, { once: true })
    stream.write(bytes, error => {
      signal.removeEventListener('abort', abort)
      if (error) reject(error)
      else resolve()
    })
  })
}

/** A text as what is written. */
export async function* chunksOf(text: string): AsyncGenerator<Uint8Array, void> {
  yield new TextEncoder().encode(text)
}
