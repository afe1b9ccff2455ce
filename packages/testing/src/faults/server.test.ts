import { once } from 'node:events'
import { Agent, request as httpRequest } from 'node:http'
import { afterEach, describe, expect, test } from 'vitest'
import { tones } from '../audio/tones.ts'
import { answer, speech } from './answer.ts'
import type { FaultCase, Handler } from './case.ts'
import { createFaultServer, type FaultServer } from './server.ts'
import { hang } from './step.ts'

let servers: FaultServer[] = []

const open = async (source: FaultCase | Handler): Promise<FaultServer> => {
  const server = await createFaultServer(source)
  servers.push(server)
  return server
}

afterEach(async () => {
  await Promise.all(servers.map(server => server.close()))
  servers = []
})

const post = (url: string, body: string, init: RequestInit = {}) =>
  fetch(`${url}/v1/audio/speech?a=b`, { method: 'POST', body, headers: { authorization: 'Bearer k' }, ...init })

describe('fault server', () => {
  test('keeps method, path, headers and body of each request in order', async () => {
    const server = await open(() => speech())
    await (await post(server.url, 'first')).arrayBuffer()
    await (await post(server.url, 'zweite Anfrage: ü')).arrayBuffer()
    expect(server.requests).toMatchObject([
      { index: 0, method: 'POST', path: '/v1/audio/speech?a=b', headers: { authorization: 'Bearer k' }, body: 'first' },
      { index: 1, body: 'zweite Anfrage: ü' },
    ])
    expect(server.requests[1]!.at).toBeGreaterThan(server.requests[0]!.finishedAt!)
    expect(server.elsewhere).toEqual([])
  })

  test('gives the n-th request the n-th answer and repeats the last', async () => {
    const answers = [answer({ status: 500 }), answer({ status: 429 }), speech()]
    const server = await open({ name: '', group: 'status', answers, expect: { outcome: 'audio', requests: 3 } })
    const statuses: number[] = []
    for (const text of 'abcd') statuses.push((await post(server.url, text)).status)
    expect(statuses).toEqual([500, 429, 200, 200])
  })

  test('lets an answer depend on the request and know both origins', async () => {
    const server = await open(({ request, origin, elsewhere }) =>
      answer({ body: `${request.body} ${origin} ${elsewhere}` }),
    )
    expect(await (await post(server.url, 'text')).text()).toBe(`text ${server.url} ${server.elsewhereUrl}`)
    expect(new URL(server.url).port).not.toBe(new URL(server.elsewhereUrl).port)
  })

  test('counts what comes to the second origin apart', async () => {
    const server = await open(({ elsewhere }) => answer({ status: 307, headers: { location: elsewhere } }))
    const followed = await post(server.url, 'text')
    expect(new Uint8Array(await followed.arrayBuffer())).toEqual(tones.mp3)
    expect(server.requests).toHaveLength(1)
    expect(server.elsewhere).toMatchObject([{ method: 'POST', path: '/', body: 'text' }])
  })

  test('counts the bytes of an answer', async () => {
    const server = await open(() => speech())
    await (await post(server.url, '')).arrayBuffer()
    await server.until(({ requests }) => requests[0]?.finishedAt !== undefined)
    const head = `HTTP/1.1 200 OK\r\ncontent-type: audio/mpeg\r\ncontent-length: ${tones.mp3.length}\r\n\r\n`
    expect(server.requests[0]!.sent).toBe(head.length + tones.mp3.length)
  })

  test('notes a client that leaves before the answer is done', async () => {
    const server = await open(() => [...speech('mp3', { announced: 10_000 }), hang])
    const leaving = new AbortController()
    await post(server.url, '', { signal: leaving.signal })
    expect(server.requests[0]).toMatchObject({ abandonedAt: undefined, finishedAt: undefined })
    const before = performance.now()
    leaving.abort()
    await server.until(({ requests }) => requests[0]?.abandonedAt !== undefined)
    expect(server.requests[0]!.abandonedAt).toBeGreaterThanOrEqual(before)
    expect(server.requests[0]!.finishedAt).toBeUndefined()
    expect(server.connections).toMatchObject([{ closedBy: 'client' }])
  })

  test('does not call an answer abandoned when its client closes afterwards', async () => {
    const server = await open(() => answer({ headers: { connection: 'close' } }))
    await (await post(server.url, '')).text()
    await server.until(({ connections }) => connections[0]?.closedAt !== undefined)
    expect(server.connections).toMatchObject([{ closedBy: 'client' }])
    expect(server.requests).toMatchObject([{ abandonedAt: undefined, finishedAt: expect.any(Number) }])
  })

  test('shows which requests shared a connection', async () => {
    const server = await open(({ request }) => answer({ headers: request.index === 1 ? { connection: 'close' } : {} }))
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    for (let count = 0; count < 3; count++) {
      const [response] = await once(httpRequest(server.url, { agent }).end(), 'response')
      await response.resume().toArray()
    }
    agent.destroy()
    expect(server.requests.map(({ connection }) => connection)).toEqual([0, 0, 1])
    expect(server.connections).toHaveLength(2)
  })

  test('says what it saw when a condition does not come true', async () => {
    const server = await open(() => speech())
    await (await post(server.url, '')).arrayBuffer()
    await expect(server.until(({ requests }) => requests.length === 2, 1)).rejects.toThrow('1 requests, 1 connections')
  })

  test('cuts what is under way when it closes, and does not blame the client', async () => {
    const server = await open(() => [hang])
    const cut = expect(post(server.url, '')).rejects.toThrow('fetch failed')
    await server.until(({ requests }) => requests.length === 1)
    await server.close()
    await cut
    expect(server.requests).toMatchObject([{ abandonedAt: undefined }])
    expect(server.connections).toMatchObject([{ closedBy: 'server' }])
    await expect(post(server.url, '')).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } })
  })
})
