import { type ChildProcess, spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { createSpeechClient, type Fetch } from '@outloud/core'
import { createSpeechServer } from '@outloud/server'
import { serve } from '@outloud/server/node'
import { createToneEngine } from '@outloud/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { root } from './workspace.ts'

let example: ChildProcess
let url: string
let output = ''
let stop = async () => {}

beforeAll(async () => {
  const server = createSpeechServer({ engine: createToneEngine(), apiKey: 'sk-Zq7vKp2XwL9d' })
  const upstream = await serve(server)
  const port = await new Promise<number>(resolve => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' ? (address?.port ?? 0) : 0))
    })
  })
  const env = {
    ...process.env,
    PORT: String(port),
    COMETAPI_KEY: 'sk-Zq7vKp2XwL9d',
    COMETAPI_BASE_URL: `${upstream.url}/v1`,
  }
  example = spawn(process.execPath, ['src/server.js'], { cwd: `${root}/examples/hono-proxy`, env })
  url = await new Promise((resolve, reject) => {
    const read = (chunk: Buffer) => {
      output += chunk
      const address = /^http:\S+/m.exec(output)
      if (address !== null) resolve(address[0].replace('localhost', '127.0.0.1'))
    }
    example.stdout?.on('data', read)
    example.stderr?.on('data', read)
    example.once('close', code => reject(new Error(`It ended with ${code}: ${output}`)))
  })
  stop = async () => {
    example.kill()
    await upstream.close({ grace: 0 })
    await server.close()
  }
})
afterAll(() => stop())

test('who opened the page speaks through it, and nobody else does', async () => {
  const page = await fetch(url)
  expect(await page.text()).toContain("createSpeechClient({ baseURL: '/api/speech' })")
  const cookie = page.headers.get('set-cookie')?.split(';')[0] ?? ''
  expect(cookie).toMatch(/^session=/)
  const origin = url.replace('127.0.0.1', 'localhost')
  const as =
    (headers: Record<string, string>): Fetch =>
    (address, init) =>
      fetch(address, { ...init, headers: { ...init.headers, ...headers } })
  const speak = (fetch: Fetch) =>
    createSpeechClient({ baseURL: `${url}/api/speech`, fetch, retry: false })
      .synthesize('Hello.')
      .bytes()

  expect((await speak(as({ cookie, origin }))).length).toBeGreaterThan(1_000)
  await expect(speak(as({ origin }))).rejects.toMatchObject({ status: 401 })
  await expect(speak(as({ cookie, origin: 'https://evil.example' }))).rejects.toMatchObject({ status: 403 })
  expect(output).not.toContain('sk-')
})

test('the page finds the client that it imports', async () => {
  const client = await fetch(`${url}/outloud/index.js`)
  expect(client.headers.get('content-type')).toContain('javascript')
  expect(await client.text()).toContain('createSpeechClient')
})
