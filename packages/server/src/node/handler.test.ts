import { text } from 'node:stream/consumers'
import { describe, expect, test } from 'vitest'
import { get, listen, raw } from '../../test/node-server.ts'
import { deferred } from '../../test/requests.ts'

describe('a request arrives', () => {
  test('with its method, address, headers and body', async () => {
    const seen = deferred<unknown>()
    const port = await listen(async ({ method, url, headers, body, signal }) => {
      seen.resolve({ method, url, custom: headers.get('x-custom'), body: await new Response(body).text() })
      return new Response(String(signal.aborted))
    })
    const response = await fetch(`http://127.0.0.1:${port}/a/b?c=d%20e`, {
      method: 'PUT',
      body: 'é'.repeat(100_000),
      headers: { 'x-custom': 'one' },
    })
    expect(await response.text()).toBe('false')
    const url = `http://127.0.0.1:${port}/a/b?c=d%20e`
    expect(await seen.promise).toEqual({ method: 'PUT', url, custom: 'one', body: 'é'.repeat(100_000) })
  })

  test('with every value of a header that is sent twice', async () => {
    const port = await listen(({ headers }) => new Response(headers.get('x-twice')))
    expect(
      await raw(port, 'GET / HTTP/1.1\r\nhost: a\r\nx-twice: 1\r\nx-twice: 2\r\nconnection: close\r\n\r\n'),
    ).toContain('1, 2')
  })

  test.each([
    ['GET //elsewhere.test/path', 'speech.test', 'http://speech.test//elsewhere.test/path'],
    ['GET /', 'speech.test:81', 'http://speech.test:81/'],
    ['GET /', '[::1]:81', 'http://[::1]:81/'],
    ['GET /a', 'user:password@speech.test', 'http://localhost/a'],
    ['GET /a', 'speech.test/b?', 'http://localhost/a'],
    ['GET /a', '', 'http://localhost/a'],
    ['GET http://speech.test/a', 'other.test', 'http://speech.test/a'],
  ])('%s for host %j', async (line, host, url) => {
    const port = await listen(request => new Response(`<${request.url}>`))
    expect(await raw(port, `${line} HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`)).toContain(`<${url}>`)
  })

  test.each([
    ['a target that is no address', 'GET nonsense'],
    ['an address with a password', 'GET http://user:password@speech.test/'],
    ['a port that is none', 'GET http://speech.test:99999/'],
    ['a method that fetch has not', 'TRACE /'],
  ])('but %s is a 400 that nobody else has to see', async (_, line) => {
    let asked = 0
    const port = await listen(() => new Response(String(asked++)))
    const answer = await raw(port, `${line} HTTP/1.1\r\nhost: speech.test\r\nconnection: close\r\n\r\n`)
    expect(answer).toMatch(/^HTTP\/1.1 400 /)
    expect(asked).toBe(0)
  })
})

describe('an answer is sent', () => {
  test('with its status, its headers, each cookie alone', async () => {
    const port = await listen(() => {
      const headers = new Headers({ 'x-custom': 'one' })
      headers.append('set-cookie', 'a=1')
      headers.append('set-cookie', 'b=2')
      return new Response('hello', { status: 418, headers })
    })
    const { statusCode, headers } = await get(port)
    expect([statusCode, headers['x-custom'], headers['set-cookie']]).toEqual([418, 'one', ['a=1', 'b=2']])
  })

  test('without a body to HEAD', async () => {
    const port = await listen(() => new Response(null, { headers: { 'x-custom': 'one' } }))
    const answer = await raw(port, 'HEAD / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n')
    expect(answer).toMatch(/^HTTP\/1.1 200 OK\r\nx-custom: one\r\n/)
    expect(answer.split('\r\n\r\n')[1]).toBe('')
  })

  test('as it is made', async () => {
    const rest = deferred<void>()
    const port = await listen(() => {
      let step = 0
      return new Response(
        new ReadableStream({
          pull: async stream => {
            if (step++ === 0) return stream.enqueue(new TextEncoder().encode('first'))
            await rest.promise
            stream.close()
          },
        }),
      )
    })
    const reader = (await fetch(`http://127.0.0.1:${port}/`)).body!.getReader()
    expect(new TextDecoder().decode((await reader.read()).value)).toBe('first')
    rest.resolve()
    expect((await reader.read()).done).toBe(true)
  })

  test('no faster than the client takes it', async () => {
    const chunk = new Uint8Array(64 * 1024)
    let made = 0
    const cancelled = deferred<void>()
    const port = await listen(() => {
      const pull = (stream: ReadableStreamDefaultController) => {
        made += chunk.length
        if (made < 512 * 1024 * 1024) stream.enqueue(chunk)
        else stream.close()
      }
      return new Response(new ReadableStream({ pull, cancel: () => cancelled.resolve() }))
    })
    const answer = await get(port)
    let taken = 0
    for await (const bytes of answer) {
      taken += bytes.length
      if (taken > 1024 * 1024) break
    }
    await cancelled.promise
    expect(made).toBeLessThan(64 * 1024 * 1024)
  })

  test('as a broken connection when its body breaks', async () => {
    const port = await listen(() => {
      let step = 0
      const pull = (stream: ReadableStreamDefaultController) => {
        if (step++ === 0) stream.enqueue(new TextEncoder().encode('half'))
        else stream.error(new Error('no more'))
      }
      return new Response(new ReadableStream({ pull }))
    })
    await expect(get(port).then(text)).rejects.toMatchObject({ code: 'ECONNRESET' })
  })

  test('as a 500 when there is none', async () => {
    const port = await listen(() => {
      throw new Error('a secret')
    })
    const answer = await get(port)
    expect([answer.statusCode, await text(answer)]).toEqual([500, ''])
  })
})
