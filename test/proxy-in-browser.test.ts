import { createServer } from 'node:http'
import { createSpeechServer } from '@outloud/server'
import { serve } from '@outloud/server/node'
import { createSpeechProxy } from '@outloud/server/proxy'
import { createToneEngine } from '@outloud/testing'
import { build } from 'esbuild'
import { type Browser, chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { chromiumFlags, findChromium } from '../scripts/chromium.mjs'
import { root } from './workspace.ts'

const key = 'sk-Zq7vKp2XwL9d'
const executablePath = await findChromium()

/** What a page asks of a proxy at another origin, and what it is told. */
const script = `
  import { createSpeechClient } from '@outloud/core'
  globalThis.ask = async (baseURL, session, voice) => {
    const headers = { authorization: 'Bearer ' + session }
    const client = createSpeechClient({ baseURL, headers, retry: false, limit: { patience: 0 } })
    try {
      const speech = client.synthesize('Hello.', { voice, streamFormat: 'sse' })
      const { length } = await speech.bytes()
      return { length, precisions: (await speech.cues({ unit: 'word' })).map(({ precision }) => precision) }
    } catch ({ name, status, param, retryAfter, requestId }) {
      return { name, status, param, retryAfter, requestId }
    }
  }`

describe.skipIf(executablePath === undefined)('in a browser, from another origin', () => {
  let browser: Browser
  let page: string
  let proxied: string
  const close: (() => unknown)[] = []

  beforeAll(async () => {
    const { outputFiles } = await build({
      stdin: { contents: script, resolveDir: root },
      bundle: true,
      format: 'esm',
      write: false,
    })
    const pages = createServer((request, response) => {
      const asked = request.url === '/script.js'
      response.setHeader('content-type', asked ? 'text/javascript' : 'text/html')
      response.end(asked ? outputFiles[0]?.text : '<script type="module" src="/script.js"></script>')
    })
    await new Promise<void>(resolve => pages.listen(0, '127.0.0.1', resolve))
    const address = pages.address()
    page = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`

    const server = createSpeechServer({ engine: createToneEngine(), apiKey: key })
    const proxy = createSpeechProxy({
      baseURL: 'http://upstream.test/v1',
      apiKey: key,
      fetch: (url, init) => server.fetch(new Request(url, init)),
      authorize: ({ headers }) => {
        const id = /^Bearer (\w+)$/.exec(headers.get('authorization') ?? '')?.[1]
        return id === undefined || id === 'nobody' ? undefined : { id }
      },
      allow: { origins: [page], models: ['tts-1'], voices: ['alloy'], formats: ['mp3'] },
      limits: { requestsPerMinute: 2, charactersPerMinute: 10_000 },
    })
    const { url, close: stop } = await serve(proxy)
    proxied = `${url}/api/speech`
    browser = await chromium.launch({ executablePath: executablePath ?? '', args: [...chromiumFlags] })
    close.push(
      () => browser.close(),
      () => pages.close().closeAllConnections(),
      () => stop({ grace: 0 }),
      () => server.close(),
    )
  })
  afterAll(async () => {
    for (const each of close) await each()
  })

  /** What a page of this origin is told. */
  async function ask(origin: string, session: string, voice = 'alloy'): Promise<unknown> {
    const tab = await browser.newPage()
    try {
      await tab.goto(origin)
      await tab.waitForFunction('globalThis.ask !== undefined')
      return await tab.evaluate(`ask(${JSON.stringify(proxied)}, ${JSON.stringify(session)}, ${JSON.stringify(voice)})`)
    } finally {
      await tab.close()
    }
  }

  const spoken = { length: expect.toSatisfy(length => length > 1_000), precisions: ['reported'] }

  test('a page that is allowed speaks, without the key, and knows when each word is heard', async () => {
    expect(await ask(page, 'ada')).toEqual(spoken)
  })

  test('it reads what is wrong, who it is not, and how long to wait', async () => {
    const requestId = expect.stringMatching(/^req_/)
    expect(await ask(page, 'bob', 'nova')).toMatchObject({ name: 'APIError', status: 400, param: 'voice', requestId })
    expect(await ask(page, 'nobody')).toMatchObject({ name: 'APIError', status: 401, requestId })
    expect(await ask(page, 'bob')).toEqual(spoken)
    expect(await ask(page, 'bob')).toMatchObject({ status: 429, retryAfter: expect.any(Number), requestId })
  })

  test('a page of another origin reads nothing', async () => {
    expect(await ask(page.replace('127.0.0.1', 'localhost'), 'eve')).toEqual({ name: 'NetworkError' })
  })
})
