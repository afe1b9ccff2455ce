import type { Readable, Writable } from 'node:stream'

/** What surrounds a command: handed in, so that a test can be the shell. */
export interface Shell {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly stdin: Readable & { readonly isTTY?: boolean | undefined }
  readonly stdout: Writable & { readonly isTTY?: boolean | undefined }
  readonly stderr: Writable & { readonly isTTY?: boolean | undefined }
  /** Aborts with an `Interrupted` when the shell wants the command to end. */
  readonly signal: AbortSignal
}
