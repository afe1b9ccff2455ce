import { request as httpRequest } from 'node:http'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { get, listen } from '../../test/node-server.ts'
import { deferred } from '../../test/requests.ts'

test('aborts the request while it waits for an answer', async () => {
  const arrived = deferred<void>()
  const aborted = deferred<void>()
  const port = await listen(({ signal }) => {
    signal.addEventListener('abort', () => aborted.resolve())
    arrived.resolve()
    return new Promise(() => {})
  })
  const request = httpRequest({ port, host: '127.0.0.1' }).on('error', () => {})
  request.end()
  await arrived.promise
  request.destroy()
  await aborted.promise
})

test('aborts the request and cancels the body while it waits for bytes', async () => {
  const aborted = deferred<void>()
  const cancelled = deferred<void>()
  const port = await listen(({ signal }) => {
    signal.addEventListener('abort', () => aborted.resolve())
    const start = (stream: ReadableStreamDefaultController) => stream.enqueue(new Uint8Array(1))
    return new Response(new ReadableStream({ start, cancel: () => cancelled.resolve() }))
  })
  const answer = await get(port)
  answer.once('data', () => answer.destroy())
  await Promise.all([aborted.promise, cancelled.promise])
})

test('cancels the body of an answer that comes too late', async () => {
  const aborted = deferred<void>()
  const cancelled = deferred<void>()
  const arrived = deferred<void>()
  const port = await listen(async ({ signal }) => {
    signal.addEventListener('abort', () => aborted.resolve())
    arrived.resolve()
    await aborted.promise
    return new Response(new ReadableStream({ cancel: () => cancelled.resolve() }))
  })
  const request = httpRequest({ port, host: '127.0.0.1' }).on('error', () => {})
  request.end()
  await arrived.promise
  request.destroy()
  await cancelled.promise
})

test.each<[string, () => Response]>([
  ['without a body', () => new Response(null)],
  [
    'that fails',
    () => {
      throw new Error('too late')
    },
  ],
])('an answer %s that comes too late goes nowhere, and the next is served', async (_, answer) => {
  const aborted = deferred()
  const arrived = deferred()
  const answered = deferred()
  const port = await listen(async ({ url, signal }) => {
    if (url.endsWith('/next')) return new Response('hello')
    signal.addEventListener('abort', () => aborted.resolve())
    arrived.resolve()
    await aborted.promise
    setImmediate(answered.resolve)
    return answer()
  })
  const request = httpRequest({ port, host: '127.0.0.1' }).on('error', () => {})
  request.end()
  await arrived.promise
  request.destroy()
  await answered.promise
  expect(await text(await get(port, { path: '/next' }))).toBe('hello')
})

test('is not one that took all of its answer', async () => {
  const signals: AbortSignal[] = []
  const port = await listen(({ signal }) => {
    signals.push(signal)
    return new Response('hello')
  })
  const answer = await get(port)
  expect(await text(answer)).toBe('hello')
  // A second answer on a new connection: by then the first has closed.
  await text(await get(port))
  expect(signals[0]!.aborted).toBe(false)
})
