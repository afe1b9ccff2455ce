import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { serve as serveHono } from '@hono/node-server'
import { createSpeechClient, type Fetch, isSpeechError } from '@outloud/core'
import { createSpeechServer } from '@outloud/server'
import { toNodeHandler } from '@outloud/server/node'
import { createSpeechProxy, type SpeechProxy, type SpeechProxyOptions } from '@outloud/server/proxy'
import { createFaultServer, createToneEngine, hang, speech, tones } from '@outloud/testing'
import express from 'express'
import { Hono } from 'hono'
import { describe, expect, onTestFinished, test } from 'vitest'
import { key, page, usual } from '../../test/proxies.ts'

/** How pages reach a proxy, and where. */
type Runtime = (proxy: SpeechProxy) => Promise<{ readonly baseURL: string; readonly fetch: Fetch }>

/** What a browser adds, which a page cannot leave out. */
const fromPage: Fetch = (url, init) => fetch(url, { ...init, headers: { ...init.headers, origin: page } })

async function listening(server: Server): ReturnType<Runtime> {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close().closeAllConnections())
  return { baseURL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/speech`, fetch: fromPage }
}

const runtimes: Readonly<Record<string, Runtime>> = {
  'Node’s http': proxy => listening(createServer(toNodeHandler(proxy))),
  Express: proxy => listening(createServer(express().use('/api/speech', toNodeHandler(proxy)).use(express.json()))),
  Hono: async proxy => {
    const app = new Hono().all('/api/speech/*', context => proxy.fetch(context.req.raw))
    const { server, port } = await new Promise<{ server: ReturnType<typeof serveHono>; port: number }>(resolve => {
      const server = serveHono({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, info =>
        resolve({ server, port: info.port }),
      )
    })
    onTestFinished(() => {
      server.close()
      if ('closeAllConnections' in server) server.closeAllConnections()
    })
    return { baseURL: `http://127.0.0.1:${port}/api/speech`, fetch: fromPage }
  },
  'a call of fetch': async ({ fetch }) => ({
    baseURL: `${page}/api/speech`,
    fetch: (url, init) => fetch(new Request(url, { ...init, headers: { ...init.headers, origin: page } })),
  }),
}

describe.each(Object.entries(runtimes))('under %s', (_, runtime) => {
  const server = createSpeechServer({ engine: createToneEngine(), apiKey: key })
  const direct: Fetch = (url, init) => server.fetch(new Request(url, init))

  /** A client in a page, which has no key. */
  async function client(options: Partial<SpeechProxyOptions> = {}) {
    const proxy = createSpeechProxy({ ...usual, fetch: direct, ...options })
    return createSpeechClient({ ...(await runtime(proxy)), retry: { limit: 0 }, limit: { patience: 0 } })
  }

  /** The error that a client meets. */
  async function failure(...[options, said = {}]: [Parameters<typeof client>[0]?, { voice?: string }?]) {
    const error: unknown = await (await client(options))
      .synthesize('Hello.', said)
      .bytes()
      .catch(error => error)
    if (!isSpeechError(error)) throw new Error('It did not fail')
    return error
  }

  test.each(['mp3', 'wav', 'pcm'] as const)('%s is what the speech service sent', async format => {
    const straight = createSpeechClient({ apiKey: key, fetch: direct })
    const audio = await (await client()).synthesize('Hello, world.', { format }).bytes()
    expect(audio.length).toBeGreaterThan(1_000)
    expect(audio).toEqual(await straight.synthesize('Hello, world.', { format }).bytes())
  })

  test('events bring the time of each word', async () => {
    const speech = (await client()).synthesize('Hello, world.', { streamFormat: 'sse' })
    await speech.bytes()
    const words = (await speech.cues({ unit: 'word' })).map(({ text, precision }) => [text, precision])
    expect(words).toEqual([
      ['Hello,', 'reported'],
      ['world.', 'reported'],
    ])
  })

  test('a text of several requests', async () => {
    const text = 'A sentence that takes its time. '.repeat(40).trim()
    const said = (await client()).synthesize(text, { format: 'pcm', maxLength: 200 })
    expect((await said.bytes()).length).toBe(
      (await (await client()).plan(text, { maxLength: 200 })).characters * 0.02 * 48_000,
    )
  })

  test('models are those that are allowed', async () => {
    expect((await (await client()).models()).map(({ id }) => id)).toEqual(['tts-1'])
  })

  test('errors are typed, with the field at fault and an id', async () => {
    expect(await failure({}, { voice: 'nova' })).toMatchObject({
      name: 'APIError',
      status: 400,
      param: 'voice',
      code: 'invalid_value',
      retryable: false,
      requestId: expect.stringMatching(/^req_/),
    })
  })

  test('who is not known is told so', async () => {
    expect(await failure({ authorize: () => undefined })).toMatchObject({ name: 'APIError', status: 401 })
  })

  test('a limit that was reached says for how long', async () => {
    const limits = { requestsPerMinute: 60, charactersPerMinute: 4_096, store: { take: () => 3_000 } }
    expect(await failure({ limits })).toMatchObject({ status: 429, retryAfter: 3_000, retryable: true })
  })

  test('a key that the speech service refuses is no matter of the caller’s', async () => {
    expect(await failure({ apiKey: 'sk-wrong' })).toMatchObject({ status: 502, retryable: false })
  })

  test('a speech that is cut is no end', async () => {
    const cut = await createFaultServer(() => [
      ...speech('mp3', { body: tones.mp3.slice(0, 4_000), announced: tones.mp3.length }),
      { type: 'reset' },
    ])
    onTestFinished(() => cut.close())
    const error = await failure({ baseURL: `${cut.url}/v1`, fetch: undefined })
    expect(error.name).toMatch(/^(NetworkError|InvalidResponseError)$/)
  })

  test('a page that is left stops the speech service', async () => {
    const endless = await createFaultServer(() => [...speech('mp3', { announced: 10_000_000 }), hang])
    onTestFinished(() => endless.close())
    const { synthesize } = await client({ baseURL: `${endless.url}/v1`, fetch: undefined })
    const reader = synthesize('Hello.').stream().getReader()
    await reader.read()
    await reader.cancel()
    await endless.until(({ requests }) => requests[0]?.abandonedAt !== undefined)
  })
})
