import type { SpeechProxyOptions } from '@outloud/server/proxy'
import { describe, expect, test } from 'vitest'
import { ask, page, proxied } from '../../test/proxies.ts'
import { errorOf } from '../../test/requests.ts'

/** What `authorize` answers, as somebody without types may write it. */
const answering = (verdict: unknown) => {
  const told: unknown[] = []
  const authorize = (async () => verdict) as SpeechProxyOptions['authorize']
  return { ...proxied({ authorize, onError: error => told.push(error) }), told }
}

describe('authorize', () => {
  test('is handed the request, once', async () => {
    const seen: Request[] = []
    const { proxy } = proxied({
      authorize: async request => {
        seen.push(request)
        return request.headers.get('authorization') === 'Bearer session' ? { id: 'ada' } : undefined
      },
    })
    const request = ask(undefined, { headers: { authorization: 'Bearer session' } })
    expect((await proxy.fetch(request)).status).toBe(200)
    expect(seen).toEqual([request])
    expect((await proxy.fetch(ask(undefined, { headers: { authorization: 'Bearer other' } }))).status).toBe(401)
  })

  test.each([undefined, null])('%s is a 401', async verdict => {
    const { proxy, sent } = answering(verdict)
    const response = await proxy.fetch(ask())
    expect(response.headers.get('www-authenticate')).toBe('Bearer')
    expect(await errorOf(response)).toMatchObject({ status: 401, type: 'authentication_error', code: 'unauthorized' })
    expect(sent).toEqual([])
  })

  test('is asked about the list of models as well', async () => {
    const request = new Request('https://app.example/api/speech/models')
    expect((await answering(undefined).proxy.fetch(request)).status).toBe(401)
  })

  test('a Response is the answer, under the same rules', async () => {
    const headers = { location: '/login', vary: 'Cookie', 'access-control-allow-origin': '*' }
    const { proxy, sent } = answering(new Response('no', { status: 302, headers }))
    const response = await proxy.fetch(ask())
    expect([response.status, await response.text()]).toEqual([302, 'no'])
    expect(Object.fromEntries(response.headers)).toMatchObject({
      location: '/login',
      vary: 'Cookie, Origin',
      'access-control-allow-origin': page,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    })
    expect(sent).toEqual([])
  })

  test('also one whose headers cannot be changed', async () => {
    expect((await answering(Response.redirect('https://app.example/login', 302)).proxy.fetch(ask())).status).toBe(302)
  })

  test.each([
    ['true', true],
    ['an id that is empty', { id: '' }],
    ['an id that is a number', { id: 7 }],
    ['an object without an id', {}],
    ['false', false],
  ])('%s lets nobody through', async (_, verdict) => {
    const { proxy, sent, told } = answering(verdict)
    expect(await errorOf(await proxy.fetch(ask()))).toMatchObject({ status: 500, code: 'proxy_failed' })
    expect(told).toEqual([expect.objectContaining({ message: expect.stringContaining('authorize: expected { id }') })])
    expect(sent).toEqual([])
  })

  test('its failure lets nobody through and is told to nobody but the operator', async () => {
    const told: unknown[] = []
    const failure = new Error('the session store at db.internal is down')
    const { proxy, sent } = proxied({ authorize: () => Promise.reject(failure), onError: error => told.push(error) })
    const response = await proxy.fetch(ask())
    expect(await errorOf(response)).toMatchObject({ status: 500, message: 'This proxy failed', code: 'proxy_failed' })
    expect(told).toEqual([failure])
    expect(sent).toEqual([])
  })

  test('one that reads the body is told so', async () => {
    const told: unknown[] = []
    const { proxy } = proxied({
      authorize: async request => ({ id: await request.text() }),
      onError: error => told.push(error),
    })
    expect((await proxy.fetch(ask())).status).toBe(500)
    expect(String(told)).toContain('clone it')
  })
})
