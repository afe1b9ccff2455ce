import { recordFetch, replayFetch } from '@outloud/server/node'
import { describe, expect, test } from 'vitest'
import { recordings } from '../../../test/recordings.ts'

type Asked = readonly [path: string, init: RequestInit]

const json = (text: string, type = 'application/json'): RequestInit => ({
  method: 'POST',
  body: text,
  headers: { 'content-type': type },
})

function form(...fields: readonly (readonly [name: string, value: string | File])[]): RequestInit {
  const body = new FormData()
  for (const [name, value] of fields) body.append(name, value)
  return { method: 'POST', body }
}

const file = (bytes: readonly number[], name = 'a.mp3', type = 'audio/mpeg') =>
  ['file', new File([new Uint8Array(bytes)], name, { type })] as const

/** The status of what is replayed for one request when another was recorded. */
async function replayed([path, init]: Asked, [otherPath, otherInit]: Asked): Promise<number> {
  const { folder } = await recordings()
  const record = recordFetch(folder, { fetch: async () => new Response('fine') })
  await record(`https://one.test${path}`, init).then(answer => answer.text())
  return (await replayFetch(folder)(`http://127.0.0.1:1234${otherPath}`, otherInit)).status
}

const speech = '/v1/audio/speech'
const hearing = '/v1/audio/transcriptions'
const deep = (depth: number, end = '') => `${'['.repeat(depth)}${end}${']'.repeat(depth)}`

describe('a recording answers a request', () => {
  test.each<readonly [what: string, recorded: Asked, asked: Asked]>([
    [
      'with its fields in another order',
      [speech, json('{"a":1,"b":{"c":2,"d":[1,2]}}')],
      [speech, json('{ "b": {"d":[1,2],"c":2}, "a":1.0 }')],
    ],
    ['below another base', [`/gateway/x${speech}`, json('{}')], [speech, json('{}')]],
    ['for the catalogue below another base', ['/x/api/models', {}], ['/api/models', {}]],
    ['with another key in its query', ['/v1/models?page=2&api_key=one', {}], ['/v1/models?api_key=two&page=2', {}]],
    [
      'with other headers',
      [speech, json('{}')],
      [speech, { ...json('{}'), headers: { authorization: 'Bearer another' } }],
    ],
    [
      'with another boundary',
      [hearing, form(['model', 'a'], file([1, 2]))],
      [hearing, form(['model', 'a'], file([1, 2]))],
    ],
    [
      'with parts in another order',
      [hearing, form(['model', 'a'], file([1, 2]))],
      [hearing, form(file([1, 2]), ['model', 'a'])],
    ],
    ['with a file of another type', [hearing, form(file([1], 'a.mp3'))], [hearing, form(file([1], 'a.mp3', ''))]],
    ['with the bytes of no known kind', [speech, json('\xff{')], [speech, json('\xff{', 'text/plain')]],
    ['that is nested too deep to be written again', [speech, json(deep(50_000))], [speech, json(deep(50_000))]],
  ])('%s', async (_, recorded, asked) => {
    expect(await replayed(recorded, asked)).toBe(200)
  })
})

describe('a recording does not answer a request', () => {
  test.each<readonly [what: string, recorded: Asked, asked: Asked]>([
    ['of another path', [speech, json('{}')], [hearing, json('{}')]],
    ['of another method', ['/v1/models', {}], ['/v1/models', { method: 'DELETE' }]],
    ['of another page', ['/v1/models?page=1', {}], ['/v1/models?page=2', {}]],
    ['with another text', [speech, json('{"input":"a"}')], [speech, json('{"input":"b"}')]],
    ['with a list in another order', [speech, json('{"a":[1,2]}')], [speech, json('{"a":[2,1]}')]],
    ['with a number for a text', [speech, json('{"a":1}')], [speech, json('{"a":"1"}')]],
    ['with a field more', [speech, json('{"a":1}')], [speech, json('{"a":1,"b":null}')]],
    ['with another file', [hearing, form(file([1, 2]))], [hearing, form(file([1, 3]))]],
    ['with a file of another name', [hearing, form(file([1], 'a.mp3'))], [hearing, form(file([1], 'a.wav'))]],
    ['with another field', [hearing, form(['model', 'a'], file([1]))], [hearing, form(['model', 'b'], file([1]))]],
    [
      'with the values of a name in another order',
      [hearing, form(['t[]', 'a'], ['t[]', 'b'])],
      [hearing, form(['t[]', 'b'], ['t[]', 'a'])],
    ],
    ['with other bytes of no known kind', [speech, json('{')], [speech, json('{{')]],
    ['nested otherwise', [speech, json(deep(50_000))], [speech, json(deep(50_000, '1'))]],
  ])('%s', async (_, recorded, asked) => {
    expect(await replayed(recorded, recorded)).toBe(200)
    expect(await replayed(recorded, asked)).toBe(412)
  })

  test('that it tells of: what came, and what would record it', async () => {
    const { folder } = await recordings()
    const replay = replayFetch(folder)
    const said = async (path: string, init: RequestInit) => {
      const answer = await replay(`http://a.test${path}`, init)
      const { error } = (await answer.json()) as { error: Record<string, string> }
      expect([answer.status, answer.headers.get('x-should-retry'), error.code]).toEqual([412, 'false', 'not_recorded'])
      expect(error.message).toContain(`outloud serve --record ${folder} or recordFetch("${folder}")`)
      expect(error.message).toContain(answer.headers.get('x-request-id'))
      return error.message?.replace(/^No answer is recorded in \S+ for (.*): record it.*$/, '$1')
    }
    const body = JSON.stringify({ input: 'Long. '.repeat(20), voice: 'alloy', speed: 2 })
    expect(await said(speech, json(body))).toBe(`POST ${speech} with input of 122 characters, voice "alloy", speed 2`)
    expect(await said(hearing, form(['model', 'whisper-1'], file([1, 2])))).toBe(
      `POST ${hearing} with file "the file a.mp3 of 2 bytes", model "whisper-1"`,
    )
    expect(await said('/v1/models?page=3&token=secret', {})).toBe('GET /v1/models with page "3"')
    expect(await said(speech, json('{'))).toBe(`POST ${speech} with a body of 1 bytes`)
    const asked = json('{"note":"it is sk-12345678"}')
    const headers = { ...asked.headers, authorization: 'Bearer sk-12345678' }
    expect(await said(speech, { ...asked, headers })).toBe(`POST ${speech} with note "it is ***********"`)
  })
})
