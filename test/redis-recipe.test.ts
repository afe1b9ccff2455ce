import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { createSpeechProxy, type RateLimitStore } from '@outloud/server/proxy'
import { transform } from 'esbuild'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { readmeBlocks } from './readme/blocks.ts'
import { missingTools } from './tools.ts'
import { root } from './workspace.ts'

// Below node_modules, from where the recipe finds what it imports, as a reader's file would.
const folder = mkdtempSync(join(root, 'node_modules/.redis-recipe-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** The recipe of the server's README, each time as another process would have it. */
async function recipe(url: string): Promise<RateLimitStore> {
  const blocks = readmeBlocks().filter(({ code }) => code.includes('RateLimiterRedis('))
  expect(blocks).toHaveLength(1)
  const file = join(mkdtempSync(join(folder, 'process-')), 'store.mjs')
  const code = (blocks[0]?.code ?? '').replace('process.env.REDIS_URL', JSON.stringify(url))
  writeFileSync(file, (await transform(code, { loader: 'ts', format: 'esm' })).code)
  return (await import(/* @vite-ignore */ pathToFileURL(file).href)).store
}

const freePort = () =>
  new Promise<number>(resolve => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' ? (address?.port ?? 0) : 0))
    })
  })

describe.skipIf(missingTools.has('redis-server'))('the store of limits in Redis', () => {
  let url: string
  let stop = async () => {}
  beforeAll(async () => {
    const port = await freePort()
    url = `redis://127.0.0.1:${port}`
    const options = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder]
    const redis = spawn('redis-server', options, { stdio: ['ignore', 'pipe', 'inherit'] })
    const ended = new Promise<void>(resolve => redis.once('close', () => resolve()))
    stop = () => {
      redis.kill()
      return ended
    }
    await new Promise<void>((resolve, reject) => {
      redis.once('error', reject)
      redis.stdout.on('data', (line: Buffer) => String(line).includes('Ready to accept connections') && resolve())
    })
  })
  afterAll(() => stop())

  /** A proxy as one process has it. */
  const proxyWith = (
    store: RateLimitStore,
    limits: { requestsPerMinute: number; charactersPerMinute: number },
    onError?: (error: unknown) => void,
  ) => {
    const { fetch } = createSpeechProxy({
      baseURL: 'https://api.cometapi.com/v1',
      apiKey: 'sk-upstream',
      fetch: async () => new Response(new Uint8Array(4_800).fill(0x80)),
      authorize: ({ headers }) => ({ id: headers.get('x-user') ?? '' }),
      allow: { origins: [], models: ['tts-1'], voices: ['alloy'], formats: ['pcm'] },
      limits: { inputLength: 100, store, ...limits },
      onError,
    })
    return (user: string, input = 'Hello.') =>
      fetch(
        new Request('http://speech.test/', {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'x-user': user },
          body: JSON.stringify({ input, response_format: 'pcm' }),
        }),
      )
  }

  test('counts what several processes let through, together', async () => {
    const limits = { requestsPerMinute: 10, charactersPerMinute: 10_000 }
    const processes = [proxyWith(await recipe(url), limits), proxyWith(await recipe(url), limits)]
    const answers = await Promise.all(Array.from({ length: 30 }, (_, at) => processes[at % 2]?.('ada')))
    const statuses = answers.map(answer => answer?.status)
    expect(statuses.filter(status => status === 200)).toHaveLength(10)
    expect(statuses.filter(status => status === 429)).toHaveLength(20)
    const refused = answers.find(answer => answer?.status === 429)
    const wait = Number(refused?.headers.get('retry-after'))
    expect(wait).toBeGreaterThan(50)
    expect(wait).toBeLessThanOrEqual(60)
    expect((await processes[0]?.('bob'))?.status).toBe(200)
  })

  test('takes nothing for what it refuses', async () => {
    const ask = proxyWith(await recipe(url), { requestsPerMinute: 1_000, charactersPerMinute: 100 })
    expect((await ask('eve', 'x'.repeat(90))).status).toBe(200)
    for (let count = 0; count < 3; count++) expect((await ask('eve', 'x'.repeat(11))).status).toBe(429)
    expect((await ask('eve', 'x'.repeat(10))).status).toBe(200)
    expect((await ask('eve', 'x')).status).toBe(429)
  })

  test('tells `onError` of a Redis that is not there, and not the console', async () => {
    const written = vi.spyOn(console, 'error').mockImplementation(() => {})
    onTestFinished(() => written.mockRestore())
    const told: unknown[] = []
    const limits = { requestsPerMinute: 1_000, charactersPerMinute: 100 }
    const ask = proxyWith(await recipe(`redis://127.0.0.1:${await freePort()}`), limits, error => told.push(error))
    expect((await ask('mia')).status).toBe(503)
    expect(told).toEqual([expect.any(Error)])
    expect(written).not.toHaveBeenCalled()
  })

  test('lets nobody through once Redis is gone', async () => {
    const ask = proxyWith(await recipe(url), { requestsPerMinute: 1_000, charactersPerMinute: 100 })
    expect((await ask('mia')).status).toBe(200)
    await stop()
    expect((await ask('mia')).status).toBe(503)
  })
})
