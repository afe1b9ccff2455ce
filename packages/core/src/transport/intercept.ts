import type { Bytes } from '../format.ts'
import { type Answer, answerOf, type Fetch, type Interceptor, initOf, type Layer } from './fetch.ts'

/** The user's interceptors as one layer. They see `(url, init)` and a `Response`, once a call. */
export const intercept =
  (interceptors: readonly Interceptor[]): Layer =>
  next =>
  async call => {
    const last: Fetch = async (url, init) =>
      responseOf(
        await next({
          ...call,
          url,
          headers: Object.fromEntries(new Headers(init.headers)),
          body: init.body ?? undefined,
          signal: init.signal ?? undefined,
        }),
      )
    return answerOf(
      await interceptors.reduceRight<Fetch>((inner, wrap) => wrap(inner), last)(call.url, initOf(call, call.signal)),
    )
  }

function responseOf(answer: Answer): Response {
  const body = new ReadableStream<Bytes>(
    {
      pull: async controller => {
        const bytes = await answer.read()
        if (bytes === undefined) controller.close()
        else controller.enqueue(bytes)
      },
      cancel: reason => answer.cancel(reason),
    },
    { highWaterMark: 0 },
  )
  return new Response(body, { status: answer.status, headers: [...answer.headers] })
}
