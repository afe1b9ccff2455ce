import type { Dispatcher } from 'undici'
import type { AnswerParts } from './answer.ts'
import { type AnswerBody, createAnswerBody } from './answer-body.ts'
import { createAnswerFields } from './answer-fields.ts'

/** One request as undici takes it. */
export interface OutgoingRequest extends Dispatcher.DispatchOptions {
  /** The whole address, for the answer to say. */
  readonly url: string
}

/** Lets a request be stopped from outside; gives what ends that. Throws the reason where it is too late to begin. */
export type Link = (stop: (reason: unknown) => void) => () => void

/**
 * Sends one request and settles with its answer as soon as the head is there. Whatever ends it early, be it from outside,
 * a cancelled body or the connection, ends here, once.
 */
export function exchange(dispatcher: Dispatcher, request: OutgoingRequest, link: Link): Promise<AnswerParts> {
  return new Promise((resolve, reject) => {
    let connection: Dispatcher.DispatchController | undefined
    let body: AnswerBody | undefined
    let left: { readonly reason: unknown } | undefined

    const leave = (reason: unknown) => {
      unlink()
      left = { reason }
      // Before there is a connection, it is left as soon as there is one.
      connection?.abort(asError(reason))
    }
    const unlink = link(reason => {
      // First, because leaving is also heard as a failure of the connection.
      reject(reason)
      body?.abort(reason)
      leave(reason)
    })

    dispatcher.dispatch(request, {
      onRequestStart: controller => {
        connection = controller
        if (left !== undefined) controller.abort(asError(left.reason))
      },
      onResponseStart: (controller, status, headers, statusText = '') => {
        // Early hints and their like: the answer itself is still to come.
        if (status < 200) return
        body = createAnswerBody({ pause: () => controller.pause(), resume: () => controller.resume(), leave })
        resolve({ url: request.url, status, statusText, fields: createAnswerFields(headers), body })
      },
      // Bytes from a socket are never shared memory, which the type of a Buffer leaves open.
      onResponseData: (_controller, chunk) => body?.push(chunk as Buffer<ArrayBuffer>),
      onResponseEnd: () => {
        unlink()
        body?.end()
      },
      onResponseError: (_controller, error) => {
        unlink()
        // What came in place of HTTP may be an echo of the request, and errors are logged.
        Reflect.deleteProperty(error, 'data')
        // As fetch does: a TypeError, with what happened as its cause.
        const failure = new TypeError('The connection failed', { cause: error })
        reject(failure)
        body?.fail(failure)
      },
    })
  })
}

const asError = (reason: unknown): Error => (reason instanceof Error ? reason : new Error('Left', { cause: reason }))
