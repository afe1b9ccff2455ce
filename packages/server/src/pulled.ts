import type { Bytes } from '@outloud/core'

/** What a body is read from. */
export interface Pulled {
  /** The next bytes, `undefined` after the last; a rejection breaks the body. */
  readonly next: () => Promise<Bytes | undefined>
  /** Called when the body is cancelled. */
  readonly leave: (reason: unknown) => Promise<void>
}

/** A body that is made as it is read, and no faster. */
export const pulledBody = ({ next, leave }: Pulled): ReadableStream<Bytes> =>
  new ReadableStream<Bytes>(
    {
      pull: async body => {
        const bytes = await next()
        if (bytes === undefined) body.close()
        else body.enqueue(bytes)
      },
      cancel: leave,
    },
    { highWaterMark: 0 },
  )
