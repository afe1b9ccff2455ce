import type { IncomingMessage } from 'node:http'
import type { Bytes } from '@outloud/core'

/** Bytes of a body that nobody wanted which are still taken off the wire before the connection is cut. */
const longestLeftover = 16 * 1024 * 1024

/**
 * A request's body, read from the socket only when it is asked for.
 * Unlike `Readable.toWeb`, cancelling it leaves the connection alone: the answer still has to travel.
 */
export function requestBody(incoming: IncomingMessage): ReadableStream<Bytes> {
  let forget = () => {}
  return new ReadableStream<Bytes>(
    {
      start: body => {
        // A parser that came first has had it all, and no event will come.
        if (incoming.readableEnded) return body.close()
        const onData = (bytes: Uint8Array) => {
          incoming.pause()
          body.enqueue(new Uint8Array(bytes))
        }
        const onEnd = () => {
          forget()
          body.close()
        }
        const onClose = () => {
          forget()
          body.error(incoming.errored ?? new Error('The connection ended before the body did'))
        }
        forget = () => {
          incoming.off('data', onData).off('end', onEnd).off('error', onClose).off('close', onClose)
        }
        incoming.on('data', onData).on('end', onEnd).on('error', onClose).on('close', onClose)
        incoming.pause()
      },
      pull: () => {
        incoming.resume()
      },
      cancel: () => forget(),
    },
    { highWaterMark: 0 },
  )
}

/** Takes what is left of a body off the wire, so that a client which is still sending reads the answer first. */
export function discard(incoming: IncomingMessage): void {
  let left = longestLeftover
  incoming.on('error', () => {})
  incoming.on('data', (bytes: Uint8Array) => {
    left -= bytes.length
    if (left < 0) incoming.destroy()
  })
  incoming.resume()
}
