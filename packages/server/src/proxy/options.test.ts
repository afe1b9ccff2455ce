import { inspect } from 'node:util'
import { createSpeechProxy, type SpeechProxyOptions } from '@outloud/server/proxy'
import { describe, expect, test, vi } from 'vitest'
import { ask, key, page, proxied, usual } from '../../test/proxies.ts'

/** What a caller without types may pass. */
const made = (options: object) => () => createSpeechProxy({ ...usual, ...options } as SpeechProxyOptions)
const allow = (allowed: object) => made({ allow: { ...usual.allow, ...allowed } })
const limits = (limited: object) => made({ limits: { ...usual.limits, ...limited } })

describe('a proxy that could not keep its rules is not made', () => {
  test.each([
    ['without a key', made({ apiKey: undefined }), /^apiKey: expected the key .* got none/],
    ['with an empty key', made({ apiKey: '' }), /^apiKey: .* got none/],
    ['with a key that no header can carry', made({ apiKey: 'sk with space' }), /^apiKey: /],
    ['without authorize', made({ authorize: undefined }), /^authorize: expected a function .* got undefined/],
    ['with authorize: true', made({ authorize: true }), /^authorize: /],
    ['without a base URL', made({ baseURL: undefined }), /^baseURL: /],
    ['with a path as base URL', made({ baseURL: '/v1' }), /^baseURL: /],
    ['with a base URL of another scheme', made({ baseURL: 'file:///etc' }), /^baseURL: /],
    ['with credentials in the base URL', made({ baseURL: 'https://a:b@c.test' }), /^baseURL: /],
    ['without allow', made({ allow: undefined }), /^allow.origins: .* got none/],
    ['without origins', allow({ origins: undefined }), /^allow.origins: .* got none/],
    ['with *', allow({ origins: ['*'] }), /^allow.origins: .* got "\*"/],
    ['with a wildcard', allow({ origins: ['https://*.example'] }), /^allow.origins: /],
    ['with null', allow({ origins: ['null'] }), /^allow.origins: .* got "null"/],
    ['with a slash after the origin', allow({ origins: [`${page}/`] }), /^allow.origins: /],
    ['with a default port', allow({ origins: [`${page}:443`] }), /^allow.origins: /],
    ['with capitals in an origin', allow({ origins: ['https://App.example'] }), /^allow.origins: /],
    ['with one text as origins', allow({ origins: page }), /^allow.origins: /],
    ['without models', allow({ models: undefined }), /^allow.models: /],
    ['with no model', allow({ models: [] }), /^allow.models: .* got an empty list/],
    ['with no voice', allow({ voices: [] }), /^allow.voices: .* got an empty list/],
    ['with an unknown format', allow({ formats: ['constructor'] }), /^allow.formats: .* got "constructor"/],
    ['without limits', made({ limits: undefined }), /^limits.requestsPerMinute: .* got undefined/],
    ['without requests per minute', limits({ requestsPerMinute: undefined }), /^limits.requestsPerMinute: /],
    ['with no request per minute', limits({ requestsPerMinute: 0 }), /^limits.requestsPerMinute: /],
    ['without characters per minute', limits({ charactersPerMinute: undefined }), /^limits.charactersPerMinute: /],
    ['with fewer characters than one text may have', limits({ charactersPerMinute: 4_095 }), /from 4096, got 4095/],
    ['with NaN bytes', limits({ bodyBytes: Number.NaN }), /^limits.bodyBytes: /],
    ['with a retry limit that is none', made({ retry: { limit: -1 } }), /^retry.limit: /],
    ['with a timeout that is none', made({ timeout: 0 }), /^timeout.attempt: /],
  ])('%s', (_, make, message) => {
    expect(make).toThrow(message)
  })

  test('and says nothing of the key', () => {
    const thrown = [
      made({ apiKey: `${key} ` }),
      made({ apiKey: key, authorize: undefined }),
      made({ apiKey: key, baseURL: `https://${key}@c.test` }),
    ].map(make => {
      try {
        return make()
      } catch (error) {
        return error
      }
    })
    expect(thrown.every(error => error instanceof Error)).toBe(true)
    expect(inspect(thrown, { depth: null, showHidden: true })).not.toContain(key.slice(3, 12))
  })
})

test('a proxy shows nothing of its key and writes no log', async () => {
  const written = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  const failed = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  const { proxy } = proxied({ authorize: () => Promise.reject(new Error('down')) })
  const statuses = [await proxy.fetch(ask()), await proxied().proxy.fetch(ask())].map(({ status }) => status)
  const lines = [...written.mock.calls, ...failed.mock.calls]
  vi.restoreAllMocks()
  expect(statuses).toEqual([500, 200])
  expect(lines).toEqual([])
  expect(inspect(proxy, { depth: null, showHidden: true }) + JSON.stringify(proxy)).not.toContain(key.slice(3, 12))
})

test('origins of apps and of other ports are origins', () => {
  const origins = ['capacitor://localhost', 'http://localhost:5173', 'https://[::1]:8443']
  expect(allow({ origins })).not.toThrow()
})

test('nobody but servers may ask where no origin is allowed', async () => {
  const { proxy } = proxied({ allow: { origins: [] } })
  expect((await proxy.fetch(ask())).status).toBe(403)
  expect((await proxy.fetch(ask(undefined, { headers: { origin: '' } }))).status).toBe(403)
})

test('a key may come from a function, before every request', async () => {
  const keys = ['sk-one', 'sk-two']
  const { proxy, sent } = proxied({ apiKey: () => keys.shift() ?? '' })
  await (await proxy.fetch(ask())).arrayBuffer()
  await (await proxy.fetch(ask())).arrayBuffer()
  const headers = sent.map(({ init }) => new Headers(init.headers).get('authorization'))
  expect(headers).toEqual(['Bearer sk-one', 'Bearer sk-two'])
  // A function that has none left is the operator's to mend.
  expect((await proxy.fetch(ask())).status).toBe(500)
  expect(sent).toHaveLength(2)
})
