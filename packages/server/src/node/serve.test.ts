import { once } from 'node:events'
import { Agent, request as httpRequest, type IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import { createSpeechServer } from '@outloud/server'
import { type ServeOptions, serve } from '@outloud/server/node'
import { createToneEngine } from '@outloud/testing'
import { expect, onTestFinished, test } from 'vitest'

async function listen(
  answer: () => Response | Promise<Response> = () => new Response('hello'),
  options?: ServeOptions,
): Promise<Awaited<ReturnType<typeof serve>>> {
  const serving = await serve({ fetch: async () => answer() }, options)
  onTestFinished(() => serving.close({ grace: 0 }))
  return serving
}

/** A body that begins and waits to be told to end. */
function gated() {
  let open = () => {}
  const opened = new Promise<void>(resolve => {
    open = resolve
  })
  let step = 0
  const body = new ReadableStream({
    pull: async stream => {
      if (step++ === 0) return stream.enqueue(new TextEncoder().encode('begun '))
      await opened
      stream.enqueue(new TextEncoder().encode('and done'))
      stream.close()
    },
  })
  return { body, open }
}

test('listens on this machine alone, on any free port, unless told otherwise', async () => {
  const { url } = await listen()
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  expect(await (await fetch(url)).text()).toBe('hello')
})

test('gives an address that can be used, whatever the host', async () => {
  for (const host of ['0.0.0.0', 'localhost']) {
    const { url } = await listen(undefined, { host })
    expect(url).not.toContain('0.0.0.0')
    expect(await (await fetch(url)).text()).toBe('hello')
  }
})

test('rejects with the system’s error when it cannot listen', async () => {
  const { url } = await listen()
  await expect(listen(undefined, { port: Number(new URL(url).port) })).rejects.toMatchObject({ code: 'EADDRINUSE' })
})

test('closing lets the answer under way finish, over a connection that is kept alive, and refuses others', async () => {
  const { body, open } = gated()
  const { url, close } = await listen(() => new Response(body))
  const agent = new Agent({ keepAlive: true })
  onTestFinished(() => agent.destroy())
  const request = httpRequest(url, { agent }).end()
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  const closing = close()
  expect(close()).toBe(closing)
  await expect(fetch(url)).rejects.toThrow()
  open()
  expect(await text(response)).toBe('begun and done')
  await closing
})

test('closing cuts an answer that takes longer than the grace', async () => {
  const { url, close } = await listen(() => new Response(gated().body))
  const response = await fetch(url)
  const body = response.text()
  body.catch(() => {})
  await close({ grace: 1 })
  await expect(body).rejects.toThrow()
})

test('closing does not wait for a connection that asks for nothing', async () => {
  const { url, close } = await listen()
  const agent = new Agent({ keepAlive: true })
  onTestFinished(() => agent.destroy())
  const [response] = (await once(httpRequest(url, { agent }).end(), 'response')) as [IncomingMessage]
  await text(response)
  // Longer than a test may take.
  await close({ grace: 100_000 })
})

test('closing leaves the speech server open to others', async () => {
  const server = createSpeechServer({ engine: createToneEngine() })
  await (await serve(server)).close()
  expect((await server.fetch(new Request('http://speech.test/health'))).status).toBe(200)
})
