import { once } from 'node:events'
import { Agent, createServer, request as httpRequest, type IncomingMessage } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { createSpeechServer } from '@outloud/server'
import { type NodeHandler, toNodeHandler } from '@outloud/server/node'
import { createToneEngine } from '@outloud/testing'
import { expect, onTestFinished, test } from 'vitest'
import { requestBody } from './request-body.ts'

const speech = toNodeHandler(createSpeechServer({ engine: createToneEngine(), apiKey: 'sk-right' }))

async function listen(handler: NodeHandler): Promise<number> {
  const server = createServer(handler)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  return (server.address() as AddressInfo).port
}

/** One connection that is kept alive, and what is sent over it. */
function client(port: number) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  onTestFinished(() => agent.destroy())
  const sockets = new Set<Socket>()
  const post = (key = 'sk-right') => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}` }
    const request = httpRequest({ port, host: '127.0.0.1', path: '/v1/audio/speech', method: 'POST', agent, headers })
    request.on('socket', socket => sockets.add(socket))
    const answer = once(request, 'response').then(([response]) => response as IncomingMessage)
    return { request, answer }
  }
  return { post, sockets }
}

const megabyte = Buffer.alloc(1024 * 1024, ' ')

test('a client that sends too much reads a 413, and its connection serves the next request', async () => {
  const { post, sockets } = client(await listen(speech))
  const first = post()
  for (let sent = 0; sent < 4; sent++) first.request.write(megabyte)
  first.request.end()
  const refused = await first.answer
  expect(refused.statusCode).toBe(413)
  expect(await text(refused)).toContain('request_too_large')

  const second = post()
  second.request.end(JSON.stringify({ input: 'Hi.', response_format: 'pcm' }))
  const answer = await second.answer
  expect(answer.statusCode).toBe(200)
  expect((await text(answer)).length).toBeGreaterThan(0)
  expect(sockets.size).toBe(1)
})

test('a client whose body nobody looked at reads its 401', async () => {
  const { post } = client(await listen(speech))
  const { request, answer } = post('wrong')
  request.write(megabyte)
  request.end(megabyte)
  expect((await answer).statusCode).toBe(401)
  expect(await text(await answer)).toContain('authentication_error')
})

test('a client that never stops sending is cut off', async () => {
  const { post } = client(await listen(speech))
  const { request, answer } = post()
  request.on('error', () => {})
  const cut = new Promise<void>(resolve => request.on('close', resolve))
  let sent = 0
  const send = () => {
    if (sent++ < 64 && !request.destroyed) request.write(megabyte, send)
  }
  send()
  expect((await answer).statusCode).toBe(413)
  await cut
  expect(sent).toBeLessThan(64)
})

test('a client that leaves in the middle of its body aborts the request', async () => {
  let settle: (outcome: unknown) => void = () => {}
  const outcome = new Promise(resolve => {
    settle = resolve
  })
  const handler = toNodeHandler({
    fetch: async request => {
      const error: unknown = await request.text().catch(error => error)
      settle([error instanceof Error, request.signal.aborted])
      return new Response()
    },
  })
  let arrived = () => {}
  const arrival = new Promise<void>(resolve => {
    arrived = resolve
  })
  const { post } = client(
    await listen((incoming, outgoing) => {
      handler(incoming, outgoing)
      arrived()
    }),
  )
  const { request, answer } = post()
  answer.catch(() => {})
  request.on('error', () => {})
  request.write('{"input":')
  await arrival
  request.destroy()
  expect(await outcome).toEqual([true, true])
})

test('a body that a parser has read before is an empty one, not a wait without end', async () => {
  const port = await listen(async (incoming, outgoing) => {
    await text(incoming)
    speech(incoming, outgoing)
  })
  const { request, answer } = client(port).post()
  request.end(JSON.stringify({ input: 'Hi.' }))
  expect((await answer).statusCode).toBe(400)
  expect(await text(await answer)).toContain('got nothing')
})

test('a body is read no faster than it is taken', async () => {
  let made = 0
  const source = new Readable({
    read() {
      this.push(made++ < 1_000 ? Buffer.alloc(1_024) : null)
    },
    highWaterMark: 4_096,
  })
  const reader = requestBody(source as IncomingMessage).getReader()
  for (let taken = 1; taken <= 10; taken++) {
    expect((await reader.read()).value).toHaveLength(1_024)
    // A source in memory that flows has given all it has by then.
    await new Promise(setImmediate)
    expect(made).toBeLessThan(taken + 8)
  }
  await reader.cancel()
  expect(source.destroyed).toBe(false)
})
