import type { Bytes } from '@outloud/core'
import { spoken } from './proxies.ts'

/** A request for events. */
export const wanted = { ...spoken, input: 'One two', stream_format: 'sse' }

/** A tenth of a second. */
export const half: Bytes = new Uint8Array(4_800).fill(0x80)

export const event = (fields: object): string => `data: ${JSON.stringify(fields)}\n\n`
export const delta = (bytes: Bytes = half, more: object = {}): string =>
  event({ type: 'speech.audio.delta', audio: Buffer.from(bytes).toString('base64'), ...more })
export const marks = (...found: object[]): string => event({ type: 'speech.audio.marks', marks: found })
export const done = (more: object = {}): string => event({ type: 'speech.audio.done', ...more })

/** An answer by events, each sent when it is asked for, and how many were. */
export function answered(...pieces: string[]): {
  readonly seen: { readonly taken: number; readonly cancelled: boolean }
  readonly fetch: () => Promise<Response>
} {
  const seen = { taken: 0, cancelled: false }
  const body = new ReadableStream(
    {
      pull: stream => {
        const piece = pieces[seen.taken++]
        if (piece === undefined) stream.close()
        else stream.enqueue(new TextEncoder().encode(piece))
      },
      cancel: () => {
        seen.cancelled = true
      },
    },
    { highWaterMark: 0 },
  )
  const headers = { 'content-type': 'text/event-stream', 'x-vendor': 'secret' }
  return { seen, fetch: async () => new Response(body, { headers }) }
}

/** An event that a proxy sends. */
export interface SentEvent {
  readonly type: string
  readonly audio?: string
  readonly marks?: readonly object[]
  readonly error?: { readonly message: string; readonly code: string }
}

/** All of an answer that comes, and what broke it. */
export async function bodyOf(response: Response): Promise<{ readonly broke: unknown; readonly body: Buffer }> {
  const chunks: Uint8Array[] = []
  let broke: unknown
  try {
    for await (const bytes of response.body ?? []) chunks.push(bytes)
  } catch (error) {
    broke = error
  }
  return { broke, body: Buffer.concat(chunks) }
}

/** What is no event in full is none. */
export const eventsIn = (body: Buffer): readonly SentEvent[] =>
  String(body)
    .split('\n\n')
    .slice(0, -1)
    .map(line => JSON.parse(line.replace(/^data: /, '')))

/** The events of an answer, and what broke it. */
export async function read(
  response: Response,
): Promise<{ readonly broke: unknown; readonly events: readonly SentEvent[] }> {
  const { broke, body } = await bodyOf(response)
  return { broke, events: eventsIn(body) }
}
