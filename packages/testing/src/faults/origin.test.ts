import { once } from 'node:events'
import { request as httpsRequest } from 'node:https'
import { connect } from 'node:net'
import { connect as connectTLS } from 'node:tls'
import { afterEach, describe, expect, test } from 'vitest'
import { missingTools } from '../../../../test/tools.ts'
import { faults } from './cases.ts'
import { createFaultServer, type FaultServer } from './server.ts'

let server: FaultServer

const serve = async (name: string): Promise<FaultServer> => {
  server = await createFaultServer(faults.find(fault => fault.name === name)!)
  return server
}

afterEach(() => server.close())

const portOf = (url: string): number => Number(new URL(url).port)

/** The code with which a connection fails. */
const failure = async (url: string): Promise<string> => {
  const socket = connect(portOf(url) || 80, new URL(url).hostname)
  socket.write('GET / HTTP/1.1\r\nhost: here\r\n\r\n')
  const [error] = (await once(socket, 'error').catch(error => [error])) as [NodeJS.ErrnoException]
  return error.code ?? error.message
}

describe('addresses where nothing can be asked', () => {
  test('nobody listens, and nobody can begin to', async () => {
    const { url } = await serve('connection refused')
    expect(await failure(url)).toBe('ECONNREFUSED')
    expect(await failure(url)).toBe('ECONNREFUSED')
  })

  test('a name that no resolver knows', async () => {
    expect(await failure((await serve('a name that does not resolve')).url)).toBe('ENOTFOUND')
  })

  test('every connection is taken and reset', async () => {
    const { url } = await serve('every connection reset when it is made')
    expect(await failure(url)).toBe('ECONNRESET')
    await server.until(({ connections }) => connections[0]?.closedBy === 'server')
    expect(server.requests).toEqual([])
  })

  test.skipIf(missingTools.has('openssl'))('a certificate that nobody vouches for, over TLS that works', async () => {
    const { url } = await serve('a self-signed certificate')
    const refused = connectTLS({ port: portOf(url), host: '127.0.0.1' })
    const [error] = (await once(refused, 'secureConnect').catch(error => [error])) as [NodeJS.ErrnoException]
    expect(error.code).toBe('DEPTH_ZERO_SELF_SIGNED_CERT')
    expect(server.requests).toEqual([])

    const taken = httpsRequest(url, { method: 'POST', rejectUnauthorized: false, agent: false }).end()
    const [response] = await once(taken, 'response')
    response.resume()
    expect(response.statusCode).toBe(200)
    expect(server.requests).toMatchObject([{ connection: 1 }])
  })

  test('a greeting that is never answered', async () => {
    const { url } = await serve('abort while connecting')
    expect(url).toMatch(/^https:/)
    const socket = connectTLS({ port: portOf(url), host: '127.0.0.1' }).on('error', () => {})
    await server.until(({ connections }) => connections.length === 1)
    expect(socket.bytesRead).toBe(0)
    expect(socket.connecting).toBe(true)
    socket.destroy()
    await server.until(({ connections }) => connections[0]?.closedBy === 'client')
  })
})
