import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { answer, collect, hang, speech } from '@outloud/testing'
import { type BuildOptions, build } from 'esbuild'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { afterwards, pooled, post, serving } from './pooled/pool.fixture.ts'

afterEach(() => {
  vi.unstubAllEnvs()
})

describe('backpressure', () => {
  test('a body that nobody reads stops the server, and goes on when it is read', async () => {
    const total = 64 * 1024 * 1024
    const server = await serving(() => [
      { type: 'write', data: `HTTP/1.1 200 OK\r\ncontent-length: ${total}\r\n\r\n` },
      { type: 'repeat', data: new Uint8Array(1024 * 1024), times: 64, every: 0 },
    ])
    const response = await pooled()(server.url, {})
    // What the sockets on both sides hold is a few megabytes; then it stands still.
    let before = -1
    await vi.waitFor(
      () => {
        const sent = server.requests[0]!.sent
        const still = sent === before
        before = sent
        expect(still && sent > 0).toBe(true)
      },
      { interval: 200, timeout: 10_000 },
    )
    expect(before).toBeLessThan(total / 2)
    expect((await collect(response.body!)).length).toBe(total)
  })
})

describe('leaving', () => {
  test('a signal that has aborted sends nothing', async () => {
    const server = await serving(() => speech())
    const reason = new Error('Never mind')
    await expect(pooled()(server.url, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
    expect(server.connections).toEqual([])
  })

  test.each([
    ['before the head', [hang]],
    ['within the body', [...answer({ body: 'abc', announced: 20 }), hang]],
  ])('a signal that aborts %s gives its reason and closes the connection', async (_, steps) => {
    const server = await serving(() => steps)
    const controller = new AbortController()
    const reason = new Error('Never mind')
    const reading = pooled()(server.url, { signal: controller.signal }).then(response => response.text())
    const outcome = reading.catch((error: unknown) => error)
    await server.until(({ requests }) => requests.length === 1 && (steps.length === 1 || requests[0]!.sent > 0))
    controller.abort(reason)
    expect(await outcome).toBe(reason)
    await server.until(({ connections }) => connections[0]?.closedBy === 'client')
  })

  test('a body that is cancelled closes the connection', async () => {
    const server = await serving(() => [...answer({ body: 'abc', announced: 20 }), hang])
    const response = await pooled()(server.url, {})
    await response.body!.cancel()
    await server.until(({ connections }) => connections[0]?.closedBy === 'client')
  })

  test('nothing stays on a signal that outlives the request', async () => {
    const server = await serving(() => speech())
    const { signal } = new AbortController()
    const added = vi.spyOn(signal, 'addEventListener')
    const removed = vi.spyOn(signal, 'removeEventListener')
    await (await pooled()(server.url, { signal })).arrayBuffer()
    expect(added).toHaveBeenCalledTimes(1)
    expect(removed).toHaveBeenCalledWith('abort', added.mock.calls[0]![1])
  })
})

describe('connections', () => {
  test('are used again', async () => {
    const server = await serving(() => speech())
    const fetch = pooled()
    for (let time = 0; time < 10; time++) await (await fetch(server.url, post)).arrayBuffer()
    // undici lets a connection rest for one turn of the event loop, in which a second one is made.
    expect(server.connections.length).toBeLessThanOrEqual(2)
  })

  test('are as many as was said, and the rest waits', async () => {
    const server = await serving(() => speech('mp3', { framing: 'chunked' }))
    const fetch = pooled({ connections: 2 })
    await Promise.all(Array.from({ length: 6 }, async () => (await fetch(server.url, post)).arrayBuffer()))
    expect(server.requests).toHaveLength(6)
    expect(server.connections).toHaveLength(2)
  })

  test('end when it is closed: what is under way fails, nothing follows', async () => {
    const server = await serving(() => [hang])
    const fetch = pooled()
    const outcome = fetch(server.url, {}).catch((error: unknown) => error)
    await server.until(({ requests }) => requests.length === 1)
    await fetch.close()
    expect(await outcome).toBeInstanceOf(TypeError)
    await server.until(({ connections }) => connections[0]?.closedBy === 'client')
    await expect(fetch(server.url, {})).rejects.toThrow('The connections were closed')
    expect(server.requests).toHaveLength(1)
  })

  test('idle ones do not keep a process alive', async () => {
    const server = await serving(() => speech())
    const { code } = await run(`
      createPooledFetch({ keepAlive: 600_000 })('${server.url}', {}).then(async response => {
        if ((await response.arrayBuffer()).byteLength < 1_000) process.exitCode = 2
      })`)
    expect(code).toBe(0)
    expect(server.requests).toHaveLength(1)
  })
})

test('undici is loaded by the first request', async () => {
  const server = await serving(() => speech())
  const { output } = await run(
    `
      import { createRequire } from 'node:module'
      const isThere = () => Object.keys(createRequire(import.meta.url).cache).some(file => file.includes('undici'))
      const fetch = createPooledFetch()
      console.log(isThere())
      await fetch('${server.url}', {})
      console.log(isThere())
      await fetch.close()`,
    { format: 'esm', external: ['undici'] },
  )
  expect(output).toBe('false\ntrue\n')
})

/** Runs a script that has `createPooledFetch`, in a process of its own; gives how it ended and what it printed. */
async function run(script: string, options: BuildOptions = {}): Promise<{ code: unknown; output: string }> {
  // Beside the package, where what is left out of a bundle is found.
  const folder = await mkdtemp(join(import.meta.dirname, '../node_modules/.outloud-pool-'))
  afterwards(() => rm(folder, { recursive: true }))
  const outfile = join(folder, options.format === 'esm' ? 'script.mjs' : 'script.cjs')
  const contents = `import { createPooledFetch } from '@outloud/node-stream'\n${script}`
  await build({
    stdin: { contents, resolveDir: import.meta.dirname },
    bundle: true,
    platform: 'node',
    conditions: ['source'],
    outfile,
    ...options,
  })
  const child = spawn(process.execPath, [outfile], { stdio: ['ignore', 'pipe', 'inherit'] })
  afterwards(() => child.kill())
  let output = ''
  child.stdout.setEncoding('utf8').on('data', chunk => (output += chunk))
  const [code] = await once(child, 'close', { signal: AbortSignal.timeout(20_000) })
  return { code, output }
}

test('a proxy of the environment is asked, except for what needs none', async () => {
  const tunnels: (string | undefined)[] = []
  const proxy = createServer()
  proxy.on('connect', (request: IncomingMessage, socket) => {
    tunnels.push(request.url)
    socket.end('HTTP/1.1 403 Forbidden\r\n\r\n')
  })
  await new Promise<void>(resolve => proxy.listen(0, '127.0.0.1', resolve))
  afterwards(() => proxy.close())
  vi.stubEnv('HTTP_PROXY', `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`)
  vi.stubEnv('NO_PROXY', '127.0.0.1')
  const server = await serving(() => answer({ body: 'direct' }))
  const fetch = pooled()
  await expect(fetch('http://speech.invalid/v1', {})).rejects.toThrow(TypeError)
  expect(tunnels).toEqual(['speech.invalid:80'])
  expect(await (await fetch(server.url, {})).text()).toBe('direct')
})
