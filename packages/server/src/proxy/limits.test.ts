import type { RateLimitStore } from '@outloud/server/proxy'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { ask, page, proxied, spoken, usual } from '../../test/proxies.ts'
import { errorOf } from '../../test/requests.ts'
import { createMemoryStore } from './rate-limits.ts'

/** Who asks is who says so. */
const authorize = (request: Request) => ({ id: request.headers.get('x-user') ?? '' })
const as = (user: string, fields: object = {}) => ask({ ...spoken, ...fields }, { headers: { 'x-user': user } })

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance', 'Date'] })
})
afterEach(() => {
  vi.useRealTimers()
})

describe('requests a minute', () => {
  test('past them is a 429 that says when to come again, and then it is so', async () => {
    const { proxy, sent } = proxied({ authorize, limits: { requestsPerMinute: 3 } })
    for (let count = 0; count < 3; count++) expect((await proxy.fetch(as('ada'))).status).toBe(200)
    const refused = await proxy.fetch(as('ada'))
    expect(Object.fromEntries(refused.headers)).toMatchObject({
      'retry-after': '20',
      'access-control-allow-origin': page,
    })
    expect(await errorOf(refused)).toMatchObject({ status: 429, code: 'rate_limit_exceeded' })
    vi.advanceTimersByTime(19_000)
    expect((await proxy.fetch(as('ada'))).headers.get('retry-after')).toBe('1')
    vi.advanceTimersByTime(1_000)
    expect((await proxy.fetch(as('ada'))).status).toBe(200)
    expect(sent).toHaveLength(4)
  })

  test('are each caller’s own', async () => {
    const { proxy } = proxied({ authorize, limits: { requestsPerMinute: 1 } })
    expect((await proxy.fetch(as('ada'))).status).toBe(200)
    expect((await proxy.fetch(as('ada'))).status).toBe(429)
    expect((await proxy.fetch(as('bob'))).status).toBe(200)
  })

  test('count those that are refused, before their bodies are read', async () => {
    const { proxy } = proxied({ authorize, limits: { requestsPerMinute: 2 } })
    for (let count = 0; count < 2; count++) {
      expect((await proxy.fetch(as('ada', { voice: 'nobody' }))).status).toBe(400)
    }
    const request = as('ada')
    expect((await proxy.fetch(request)).status).toBe(429)
    expect(request.bodyUsed).toBe(false)
  })

  test('hold when many come at once', async () => {
    const { proxy, sent } = proxied({ authorize, limits: { requestsPerMinute: 5 } })
    const statuses = await Promise.all(Array.from({ length: 20 }, async () => (await proxy.fetch(as('ada'))).status))
    expect(statuses.filter(status => status === 200)).toHaveLength(5)
    expect(sent).toHaveLength(5)
  })

  test('are not used up by who is not known', async () => {
    const { proxy } = proxied({
      limits: { requestsPerMinute: 1 },
      authorize: request => (request.headers.has('x-user') ? { id: 'ada' } : undefined),
    })
    for (let count = 0; count < 3; count++) expect((await proxy.fetch(ask())).status).toBe(401)
    expect((await proxy.fetch(as('ada'))).status).toBe(200)
  })
})

describe('characters a minute', () => {
  const limits = { inputLength: 100, charactersPerMinute: 100 }

  test('past them is a 429, and what is short enough still passes', async () => {
    const { proxy, sent } = proxied({ authorize, limits })
    expect((await proxy.fetch(as('ada', { input: 'x'.repeat(90) }))).status).toBe(200)
    const refused = await proxy.fetch(as('ada', { input: 'x'.repeat(20) }))
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '6'])
    expect((await proxy.fetch(as('ada', { input: 'x'.repeat(10) }))).status).toBe(200)
    expect((await proxy.fetch(as('bob', { input: 'x'.repeat(100) }))).status).toBe(200)
    expect(sent).toHaveLength(3)
  })

  test('count code points', async () => {
    const { proxy } = proxied({ authorize, limits })
    expect((await proxy.fetch(as('ada', { input: '🎵'.repeat(100) }))).status).toBe(200)
    expect((await proxy.fetch(as('ada', { input: 'x' }))).status).toBe(429)
  })

  test('do not count what is refused', async () => {
    const { proxy } = proxied({ authorize, limits })
    expect((await proxy.fetch(as('ada', { input: 'x'.repeat(100), voice: 'nobody' }))).status).toBe(400)
    expect((await proxy.fetch(as('ada', { input: 'x'.repeat(100) }))).status).toBe(200)
  })
})

describe('a store', () => {
  test('is asked for each caller and kind', async () => {
    const take = vi.fn<RateLimitStore['take']>(async () => 0)
    const { proxy } = proxied({ authorize, limits: { store: { take } } })
    expect((await proxy.fetch(as('ada'))).status).toBe(200)
    expect(take.mock.calls).toEqual([
      ['requests:ada', { amount: 1, perMinute: usual.limits.requestsPerMinute }],
      ['characters:ada', { amount: 6, perMinute: usual.limits.charactersPerMinute }],
    ])
  })

  test('is not asked where nothing is counted', async () => {
    const take = vi.fn<RateLimitStore['take']>(() => 60_000)
    const limits = { store: { take }, requestsPerMinute: Infinity, charactersPerMinute: Infinity }
    expect((await proxied({ authorize, limits }).proxy.fetch(as('ada'))).status).toBe(200)
    expect(take).not.toHaveBeenCalled()
  })

  test('that fails lets nobody through', async () => {
    const told: unknown[] = []
    const failure = new Error('connect ECONNREFUSED redis.internal')
    const store = { take: () => Promise.reject(failure) }
    const { proxy, sent } = proxied({ authorize, limits: { store }, onError: error => told.push(error) })
    const error = await errorOf(await proxy.fetch(as('ada')))
    expect(error).toMatchObject({ status: 503, code: 'limits_unavailable' })
    expect(error.message).not.toContain('redis')
    expect(told).toEqual([failure])
    expect(sent).toEqual([])
  })

  test.each([Number.NaN, -1, Infinity])('that answers %d lets nobody through either', async wait => {
    const { proxy } = proxied({ authorize, limits: { store: { take: () => wait } } })
    const response = await proxy.fetch(as('ada'))
    expect(response.status).toBe(429)
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0)
  })
})

describe('the store in memory', () => {
  const use = { amount: 1, perMinute: 2 }

  test('keeps no more keys than it may: what was used longest ago goes first', () => {
    let time = 0
    const { take, size } = createMemoryStore({ keys: 3, now: () => time++ })
    for (const key of ['a', 'b', 'c']) expect([take(key, use), take(key, use)]).toEqual([0, 0])
    expect(take('a', use)).toBeGreaterThan(0)
    take('d', use)
    expect(size()).toBe(3)
    expect(take('a', use)).toBeGreaterThan(0)
    expect(take('b', use)).toBe(0)
  })

  test('forgets what has not been used for a minute', () => {
    let time = 0
    const { take, size } = createMemoryStore({ now: () => time })
    for (let key = 0; key < 1_000; key++) take(`key ${key}`, use)
    expect(size()).toBe(1_000)
    time = 60_000
    take('another', use)
    expect(size()).toBe(1)
  })
})
