import type { Bytes } from '@outloud/core'

/**
 * One thing that a server does on a connection. After the last step the connection stays open for the next request,
 * unless it was `end` (the server closes), `reset` (it sends RST) or `hang` (silence until the client leaves).
 */
export type Step =
  | { readonly type: 'write'; readonly data: string | Bytes }
  | { readonly type: 'repeat'; readonly data: Bytes; readonly times: number; readonly every: number }
  | { readonly type: 'pause'; readonly milliseconds: number }
  | { readonly type: 'end' | 'reset' | 'hang' }

export const write = (data: string | Bytes): Step => ({ type: 'write', data })

/** Writes the same bytes again and again, `every` milliseconds; 0 is as fast as the client takes them. */
export const repeat = (data: Bytes, { times, every = 0 }: { times: number; every?: number }): Step => ({
  type: 'repeat',
  data,
  times,
  every,
})

export const pause = (milliseconds: number): Step => ({ type: 'pause', milliseconds })
export const end: Step = { type: 'end' }
export const reset: Step = { type: 'reset' }
export const hang: Step = { type: 'hang' }

export const toBytes = (data: string | Bytes): Bytes =>
  typeof data === 'string' ? new Uint8Array(Buffer.from(data)) : data
