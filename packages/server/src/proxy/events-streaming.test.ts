import { answer, createFaultServer, hang } from '@outloud/testing'
import { describe, expect, onTestFinished, test } from 'vitest'
import { answered, delta, done, wanted } from '../../test/events.ts'
import { ask, proxied } from '../../test/proxies.ts'
import { deferred } from '../../test/requests.ts'

/** Everything in memory that can go on has gone on by then. */
const settled = () => new Promise(resolve => setTimeout(resolve, 20))

describe('events are passed on as they are read', () => {
  test('a reader that stops stops the speech service', async () => {
    const { fetch, seen } = answered(...Array.from({ length: 100 }, () => delta()), done())
    const reader = (await proxied({ fetch }).proxy.fetch(ask(wanted))).body!.getReader()
    for (let count = 1; count <= 10; count++) {
      await reader.read()
      await settled()
      expect(seen.taken).toBeLessThan(count + 4)
    }
    await reader.cancel()
    expect(seen.cancelled).toBe(true)
  })

  test.each(['cancelled', 'aborted'])('an answer that is %s hangs up on the speech service', async how => {
    const server = await createFaultServer(() => [
      ...answer({ type: 'text/event-stream', body: delta(), announced: 10_000_000 }),
      hang,
    ])
    onTestFinished(() => server.close())
    const gone = new AbortController()
    const told = deferred<unknown>()
    const { proxy } = proxied({ baseURL: `${server.url}/v1`, fetch: undefined, onError: told.resolve })
    const reader = (await proxy.fetch(ask(wanted, { signal: gone.signal }))).body!.getReader()
    await reader.read()
    const waiting = reader.read().catch(error => error)
    // By then the speech service is waited for.
    await settled()
    const reason = new Error('gone')
    if (how === 'cancelled') await reader.cancel(reason)
    else gone.abort(reason)
    expect(await waiting).toEqual(how === 'cancelled' ? { done: true, value: undefined } : reason)
    await server.until(({ requests }) => requests[0]!.abandonedAt !== undefined)
    // Nobody's failure is told to nobody.
    expect(await Promise.race([told.promise, 'nothing'])).toBe('nothing')
  })
})
