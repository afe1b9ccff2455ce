import { once } from 'node:events'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { gunzipSync } from 'node:zlib'
import { afterEach, describe, expect, test } from 'vitest'
import { tones } from '../audio/tones.ts'
import { converse, converseUntil } from './bare-client.ts'
import { faults } from './cases.ts'
import { createFaultServer, type FaultServer } from './server.ts'

let server: FaultServer

const serve = async (name: string): Promise<FaultServer> => {
  server = await createFaultServer(faults.find(fault => fault.name === name)!)
  return server
}

afterEach(() => server.close())

const { mp3 } = tones
const half = Buffer.from(mp3.subarray(0, 2_304))

describe('what a bare socket gets', () => {
  test('a body shorter than announced, then FIN', async () => {
    const { head, body, ended } = await converse((await serve('half of the announced bytes')).url)
    expect(head).toContain('content-length: 4608')
    expect(body).toEqual(half)
    expect(ended).toBe('closed')
  })

  test('a chunk that breaks off', async () => {
    const { head, body, ended } = await converse((await serve('a chunk that breaks off')).url)
    expect(head).toContain('transfer-encoding: chunked')
    const [first, second] = [`900\r\n`, `\r\n900\r\n`]
    expect(body.subarray(0, first.length + 2_304 + second.length).toString('latin1')).toBe(
      `${first}${half.toString('latin1')}${second}`,
    )
    expect(body.length).toBe(first.length + 2_304 + second.length + 495)
    expect(ended).toBe('closed')
  })

  test('whole chunks without the last one', async () => {
    const { body, ended } = await converse((await serve('no last chunk')).url)
    expect(body.length).toBe(2 * ('900\r\n'.length + 2_304 + '\r\n'.length))
    expect(body.subarray(-2).toString()).toBe('\r\n')
    expect(ended).toBe('closed')
  })

  test.each([
    ['reset before the head', '', 0],
    ['reset within the head', 'HTTP/1.1 200 OK\r\ncontent-type: audio/mp', 0],
    ['reset within the body', 'content-length: 4608', 2_304],
  ])('%s: RST, and what was sent before', async (name, head, length) => {
    const conversation = await converse((await serve(name)).url)
    expect(conversation.head).toContain(head)
    expect(conversation.body).toHaveLength(length)
    expect(conversation.ended).toBe('ECONNRESET')
    expect(server.connections).toMatchObject([{ closedBy: 'server' }])
  })

  test('FIN before the head', async () => {
    const conversation = await converse((await serve('closed before the head')).url)
    expect(conversation).toMatchObject({ head: '', ended: 'closed' })
    expect(server.requests).toHaveLength(1)
  })

  test('a whole answer that promises keep-alive, then FIN', async () => {
    const { head, body, ended } = await converse((await serve('keep-alive closed between two calls')).url)
    expect(head).toMatch(/^HTTP\/1\.1 200 /)
    expect(head).not.toContain('connection:')
    expect(body).toEqual(Buffer.from(mp3))
    expect(ended).toBe('closed')
  })

  test('HTTP/1.0 with no length, ended by FIN', async () => {
    const { head, body, ended } = await converse((await serve('HTTP/1.0 that ends by closing')).url)
    expect(head).toBe('HTTP/1.0 200 OK\r\ncontent-type: audio/mpeg')
    expect(body).toEqual(Buffer.from(mp3))
    expect(ended).toBe('closed')
  })

  test('compressed audio, whole and cut', async () => {
    const whole = await converseUntil((await serve('200 with a whole body in gzip')).url, complete)
    expect(whole.head).toContain('content-encoding: gzip')
    expect(gunzipSync(whole.body)).toEqual(Buffer.from(mp3))
    await server.close()
    const cut = await converseUntil((await serve('200 with gzip that breaks off')).url, complete)
    expect(() => gunzipSync(cut.body)).toThrow('unexpected end of file')
  })

  test('nothing at all from a server that never answers', async () => {
    const { url } = await serve('never answering')
    const request = httpRequest(url, { method: 'POST' }).on('error', () => {})
    request.end()
    await server.until(({ requests }) => requests.length === 1)
    request.destroy()
    await server.until(({ requests }) => requests[0]?.abandonedAt !== undefined)
    expect(server.requests[0]!.sent).toBe(0)
  })

  test('a drip of frames with a pause before each', async () => {
    const { url } = await serve('an endless drip, against `total`')
    const { body } = await converseUntil(url, received => received.length > 1_000)
    expect(body.subarray(0, 4).toString()).toBe('c0\r\n')
    // Five frames with their pauses, of the 20 ms each of them has.
    const { at, sent } = server.requests[0]!
    await server.until(({ requests }) => requests[0]?.abandonedAt !== undefined)
    expect(server.requests[0]!.abandonedAt! - at).toBeGreaterThanOrEqual(80)
    expect(sent).toBeLessThan(4_000)
  })
})

describe('what node:http gets', () => {
  const ask = async (url: string): Promise<IncomingMessage> => {
    const request = httpRequest(`${url}/v1/audio/speech`, { method: 'POST', agent: false }).end('{"input":"Hello"}')
    const [response] = (await once(request, 'response')) as [IncomingMessage]
    return response
  }

  test('early hints, then the answer', async () => {
    const { url } = await serve('early hints twice, then a pause')
    const hints: number[] = []
    const request = httpRequest(url, { method: 'POST', agent: false })
    request.on('information', ({ statusCode }) => hints.push(statusCode)).end()
    const [response] = (await once(request, 'response')) as [IncomingMessage]
    expect(hints).toEqual([103, 103])
    expect(Buffer.concat(await response.toArray())).toEqual(Buffer.from(mp3))
  })

  test('an answer cut short as an aborted one', async () => {
    const response = await ask((await serve('half of the announced bytes')).url)
    await expect(response.toArray()).rejects.toMatchObject({ code: 'ECONNRESET' })
  })

  test('100 MB to the byte', async () => {
    const response = await ask((await serve('400 with a body of 100 MB')).url)
    let length = 0
    for await (const chunk of response) length += chunk.length
    expect(length).toBe(100_000_000)
    expect(response.headers['content-length']).toBe('100000000')
  })

  test('an endless body until it leaves, and the server stops', async () => {
    const response = await ask((await serve('200 with audio that never ends')).url)
    let length = 0
    for await (const chunk of response) {
      length += chunk.length
      if (length > 2_000_000) break
    }
    await server.until(({ requests }) => requests[0]?.abandonedAt !== undefined)
    expect(server.requests[0]!.sent).toBeGreaterThan(2_000_000)
    expect(server.requests[0]!.sent).toBeLessThan(40_000_000)
  })

  test('a Retry-After date of two seconds from now', async () => {
    const { headers } = await ask((await serve('429 once, Retry-After as a date in 2 s')).url)
    const wait = Date.parse(headers['retry-after']!) - Date.now()
    expect(wait).toBeGreaterThan(0)
    expect(wait).toBeLessThanOrEqual(2_000)
  })

  test('its own key back', async () => {
    const { url } = await serve('401 with the key in every field')
    const request = httpRequest(url, { method: 'POST', agent: false, headers: { authorization: 'Bearer 0123' } }).end()
    const [response] = (await once(request, 'response')) as [IncomingMessage]
    expect(response.headers['x-request-id']).toBe('0123')
    expect(JSON.parse(Buffer.concat(await response.toArray()).toString()).error).toMatchObject({ code: '0123' })
  })

  test('redirects to where their names say', async () => {
    const { url } = await serve('302 to another origin')
    expect((await ask(url)).headers.location).toBe(`${server.elsewhereUrl}/v1/audio/speech`)
    await server.close()
    const loop = await serve('308 to itself, for ever')
    expect((await ask(loop.url)).headers.location).toBe('/v1/audio/speech')
  })
})

/** All that `content-length` announced has arrived. */
function complete(received: Buffer): boolean {
  const at = received.indexOf('\r\n\r\n')
  const length = /content-length: (\d+)/.exec(received.toString('latin1'))?.[1]
  return at !== -1 && received.length === at + 4 + Number(length)
}
