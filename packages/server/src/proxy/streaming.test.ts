import { answer, createFaultServer, hang, pause, repeat, speech, tones } from '@outloud/testing'
import { describe, expect, onTestFinished, test } from 'vitest'
import { ask, key, proxied, spoken } from '../../test/proxies.ts'
import { deferred, errorOf } from '../../test/requests.ts'

const mp3 = { ...spoken, response_format: 'mp3' }

/** A proxy before a speech service that does this, over a port. */
async function before(...[handler]: Parameters<typeof createFaultServer>) {
  const server = await createFaultServer(handler)
  onTestFinished(() => server.close())
  return { server, ...proxied({ baseURL: `${server.url}/v1`, fetch: undefined }) }
}

/** A speech service that makes samples as they are taken, and what it has made. */
function taken() {
  const seen = { made: 0, cancelled: undefined as unknown, aborted: false }
  const fetch = async (_: string, { signal }: RequestInit) => {
    signal?.addEventListener('abort', () => {
      seen.aborted = true
    })
    const body = new ReadableStream(
      {
        pull: stream => {
          if (seen.made++ < 1_000) stream.enqueue(new Uint8Array(4_800).fill(0x80))
          else stream.close()
        },
        cancel: reason => {
          seen.cancelled = reason
        },
      },
      { highWaterMark: 0 },
    )
    return new Response(body)
  }
  return { seen, ...proxied({ fetch }) }
}

/** Everything in memory that can go on has gone on by then. */
const settled = () => new Promise(resolve => setTimeout(resolve, 20))

describe('speech is passed on as it is read', () => {
  test('a reader that stops stops the speech service', async () => {
    const { proxy, seen } = taken()
    const response = await proxy.fetch(ask())
    await settled()
    expect(seen.made).toBeLessThan(4)
    const reader = response.body!.getReader()
    for (let read = 1; read <= 10; read++) {
      expect((await reader.read()).value).toHaveLength(4_800)
      await settled()
      expect(seen.made).toBeLessThan(read + 4)
    }
    await reader.cancel()
  })

  test('and gets all of it', async () => {
    const { proxy } = taken()
    expect((await (await proxy.fetch(ask())).arrayBuffer()).byteLength).toBe(4_800_000)
  })

  test('the first of it before the rest is made', async () => {
    const half = tones.mp3.length >> 1
    const { proxy, server } = await before(() => [
      ...speech('mp3', { body: tones.mp3.slice(0, half), announced: tones.mp3.length }),
      hang,
    ])
    const reader = (await proxy.fetch(ask(mp3))).body!.getReader()
    expect((await reader.read()).value!.length).toBeGreaterThan(0)
    expect(server.requests[0]!.finishedAt).toBeUndefined()
    await reader.cancel()
  })
})

describe('a client that goes away stops the speech service', () => {
  test('before it has answered', async () => {
    const { proxy, server } = await before(() => [hang])
    const gone = new AbortController()
    const answer = proxy.fetch(ask(mp3, { signal: gone.signal }))
    await server.until(({ requests }) => requests.length === 1)
    const reason = new Error('gone')
    gone.abort(reason)
    await expect(answer).rejects.toBe(reason)
    await server.until(({ requests }) => requests[0]!.abandonedAt !== undefined)
  })

  test('in the middle, by its signal', async () => {
    const { proxy, server } = await before(() => [
      ...speech('mp3', { announced: 10_000_000 }),
      repeat(tones.mp3, { times: 1_000, every: 5 }),
    ])
    const gone = new AbortController()
    const { body } = await proxy.fetch(ask(mp3, { signal: gone.signal }))
    const reader = body!.getReader()
    await reader.read()
    const reason = new Error('gone')
    gone.abort(reason)
    await expect(
      (async () => {
        while (!(await reader.read()).done) {}
      })(),
    ).rejects.toBe(reason)
    await server.until(({ requests }) => requests[0]!.abandonedAt !== undefined)
  })

  test('in the middle, while nobody reads', async () => {
    const { proxy, seen } = taken()
    const gone = new AbortController()
    await proxy.fetch(ask(undefined, { signal: gone.signal }))
    expect(seen.aborted).toBe(false)
    gone.abort()
    expect(seen.aborted).toBe(true)
  })

  test('in the middle, by cancelling', async () => {
    const { proxy, seen } = taken()
    const { body } = await proxy.fetch(ask())
    const reader = body!.getReader()
    await reader.read()
    await reader.cancel(new Error('enough'))
    expect(seen.aborted).toBe(true)
    const { made } = seen
    await settled()
    expect(seen.made).toBe(made)
  })

  test('before it is let through: nothing is sent', async () => {
    const asked = deferred()
    const answer = deferred<{ id: string }>()
    const { proxy, sent } = proxied({
      authorize: () => {
        asked.resolve()
        return answer.promise
      },
    })
    const gone = new AbortController()
    const response = proxy.fetch(ask(undefined, { signal: gone.signal }))
    await asked.promise
    gone.abort(new Error('gone'))
    answer.resolve({ id: 'ada' })
    await expect(response).rejects.toThrow('gone')
    expect(sent).toEqual([])
  })
})

describe('how the speech service is asked', () => {
  test('once, unless told otherwise', async () => {
    const server = await createFaultServer(() => answer({ status: 503 }))
    onTestFinished(() => server.close())
    const options = { baseURL: `${server.url}/v1`, fetch: undefined }
    const once = await proxied(options).proxy.fetch(ask())
    expect([once.status, once.headers.get('x-should-retry'), server.requests.length]).toEqual([502, 'true', 1])
    const thrice = await proxied({ ...options, retry: { limit: 2 } }).proxy.fetch(ask())
    // What was sent three times from here is not sent three times three.
    expect([thrice.status, thrice.headers.get('x-should-retry'), server.requests.length]).toEqual([502, 'false', 4])
    const keys = server.requests.slice(1).map(({ headers }) => headers['idempotency-key'])
    expect(new Set(keys).size).toBe(1)
  })

  test('no longer than its time', async () => {
    const server = await createFaultServer(() => [pause(10_000), ...speech()])
    onTestFinished(() => server.close())
    const { proxy } = proxied({ baseURL: `${server.url}/v1`, fetch: undefined, timeout: { firstByte: 50 } })
    expect(await errorOf(await proxy.fetch(ask(mp3)))).toMatchObject({ status: 504, code: 'upstream_timeout' })
  })

  test.each([401, 403])('its %d is a 502: the caller’s own key is not the matter', async status => {
    const { proxy, server } = await before(() => answer({ status }))
    const response = await proxy.fetch(ask(mp3))
    expect(response.headers.get('x-should-retry')).toBe('false')
    expect(response.headers.has('www-authenticate')).toBe(false)
    expect(await errorOf(response)).toMatchObject({ status: 502, code: 'upstream_failed', param: null })
    expect(server.requests[0]!.headers.authorization).toBe(`Bearer ${key}`)
  })

  test('its 429 is passed on with its wait', async () => {
    const { proxy } = await before(() => answer({ status: 429, headers: { 'retry-after': '7' } }))
    const response = await proxy.fetch(ask(mp3))
    expect([response.status, response.headers.get('retry-after')]).toEqual([429, '7'])
  })
})
