import type { Bytes } from '@outloud/core'

/** What the page sends the worker to begin a request; the port carries the rest of it. */
export interface Ask {
  readonly url: string
  readonly method: string
  readonly headers: readonly (readonly [string, string])[]
  readonly body: string | undefined
  readonly port: MessagePort
}

/** What the page sends over a request's port: it wants the next bytes, or no more. */
export type Wish = 'pull' | 'cancel'

/** What the worker sends over a request's port. */
export type Tell =
  | { readonly type: 'answer'; readonly status: number; readonly headers: readonly (readonly [string, string])[] }
  | { readonly type: 'bytes'; readonly bytes: Bytes }
  | { readonly type: 'end' }
  | { readonly type: 'failed'; readonly message: string }

/** What becomes of the engine's download. */
export type EngineState =
  | { readonly status: 'absent' | 'ready' }
  | { readonly status: 'loading'; readonly loaded: number; readonly total: number }
  | { readonly status: 'failed'; readonly message: string }
