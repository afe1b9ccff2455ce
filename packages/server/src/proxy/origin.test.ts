import { describe, expect, test } from 'vitest'
import { ask, page, proxied } from '../../test/proxies.ts'
import { errorOf } from '../../test/requests.ts'

const readable = (response: Response) => ({
  status: response.status,
  origin: response.headers.get('access-control-allow-origin'),
  vary: response.headers.get('vary'),
})

/** A request for which nobody may be asked who it is. */
const unasked = {
  authorize: () => {
    throw new Error('asked')
  },
}

/** What a page asks before it sends. */
const preflight = (origin: string) => {
  const headers = {
    origin,
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'content-type,idempotency-key',
  }
  return new Request('https://app.example/api/speech/audio/speech', { method: 'OPTIONS', headers })
}

const models = (headers: Record<string, string>, path = '/api/speech/models') =>
  new Request(`https://app.example${path}`, { headers })

describe('a page of an origin that is not allowed is refused before anybody asks who it is', () => {
  test.each([
    ['another site', 'https://evil.example'],
    ['null, as sandboxed frames and files are', 'null'],
    ['another scheme', 'http://app.example'],
    ['another port', 'https://app.example:8443'],
    ['a site whose name begins the same', 'https://app.example.evil.example'],
    ['a site whose name ends the same', 'https://evil-app.example'],
    ['a path after it', 'https://app.example/'],
    ['capitals', 'https://APP.example'],
    ['two origins', 'https://app.example, https://evil.example'],
    ['a star', '*'],
    ['a name that every object has', 'constructor'],
    ['nothing', ''],
  ])('%s', async (_, origin) => {
    const { proxy, sent } = proxied(unasked)
    const response = await proxy.fetch(ask(undefined, { headers: { origin } }))
    expect(readable(response)).toEqual({ status: 403, origin: null, vary: 'Origin' })
    expect(await errorOf(response)).toMatchObject({ code: 'origin_not_allowed' })
    expect(sent).toEqual([])
  })

  test('nor may it know what it may send', async () => {
    const response = await proxied(unasked).proxy.fetch(preflight('https://evil.example'))
    expect(readable(response)).toEqual({ status: 403, origin: null, vary: 'Origin' })
    expect(response.headers.has('access-control-allow-methods')).toBe(false)
  })

  test('its own name in the address makes no difference', async () => {
    const request = new Request(
      'https://evil.example/api/speech',
      ask(undefined, { headers: { origin: 'https://evil.example' } }),
    )
    expect((await proxied(unasked).proxy.fetch(request)).status).toBe(403)
  })

  test.each(['cross-site', 'same-site'])('a GET without an origin that a browser calls %s', async site => {
    expect((await proxied(unasked).proxy.fetch(models({ 'sec-fetch-site': site }))).status).toBe(403)
  })
})

describe('a page that is allowed', () => {
  test('may read speech and what comes with it', async () => {
    const response = await proxied().proxy.fetch(ask())
    expect(readable(response)).toEqual({ status: 200, origin: page, vary: 'Origin' })
    const exposed = response.headers.get('access-control-expose-headers')!.split(', ')
    expect(exposed).toEqual(expect.arrayContaining(['x-request-id', 'retry-after']))
    expect(response.headers.has('access-control-allow-credentials')).toBe(false)
  })

  test('may read errors', async () => {
    const response = await proxied().proxy.fetch(ask({ input: '' }))
    expect(readable(response)).toEqual({ status: 400, origin: page, vary: 'Origin' })
  })

  test('may send JSON, its own key and what makes a repetition known', async () => {
    const response = await proxied(unasked).proxy.fetch(preflight(page))
    expect(readable(response)).toEqual({ status: 204, origin: page, vary: 'Origin' })
    expect(response.headers.get('access-control-allow-methods')).toBe('GET, POST')
    const allowed = response.headers.get('access-control-allow-headers')!.split(', ')
    expect(allowed).toEqual(['authorization', 'content-type', 'idempotency-key'])
  })

  test('is named alone, whichever of several it is', async () => {
    const other = 'https://other.example'
    const { proxy } = proxied({ allow: { origins: [page, other] } })
    expect(readable(await proxy.fetch(ask(undefined, { headers: { origin: other } })))).toMatchObject({ origin: other })
  })
})

describe('a request without an origin', () => {
  const server = () => {
    const request = ask()
    request.headers.delete('origin')
    return request
  }

  test('is a server’s: it is let through if it is known, and no page may read its answer', async () => {
    expect(readable(await proxied().proxy.fetch(server()))).toEqual({ status: 200, origin: null, vary: 'Origin' })
    const { proxy, sent } = proxied({ authorize: () => undefined })
    expect((await proxy.fetch(server())).status).toBe(401)
    expect(sent).toEqual([])
  })

  test.each(['same-origin', 'none'])('or a GET that a browser calls %s', async site => {
    expect((await proxied().proxy.fetch(models({ 'sec-fetch-site': site }))).status).toBe(200)
  })
})

test('no answer is kept by a cache or taken for another type', async () => {
  const { proxy } = proxied({ limits: { requestsPerMinute: 2 } })
  const requests = [
    ask(),
    preflight(page),
    models({}),
    ask('{'),
    ask(),
    ask(undefined, { headers: { origin: 'null' } }),
  ]
  const statuses = []
  for (const request of requests) {
    const { status, headers } = await proxy.fetch(request)
    statuses.push(status)
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('vary')).toBe('Origin')
    expect(headers.get('x-request-id')).toMatch(/^req_[\da-f]{24}$/)
  }
  expect(statuses).toEqual([200, 204, 200, 400, 429, 403])
})
