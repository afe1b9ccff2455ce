import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { recordFetch, replayFetch } from '@outloud/server/node'
import { describe, expect, test } from 'vitest'
import { listen } from '../../../test/node-server.ts'
import { key, recordings } from '../../../test/recordings.ts'

const url = 'http://speech.test/v1/audio/speech'
const ask = { method: 'POST', body: '{"input":"Hello."}', headers: { 'content-type': 'application/json' } }

/** What is written down of an answer to a request with a key, a cookie and a signature, and what is replayed of it. */
async function written(answer: () => Response) {
  const { folder, text } = await recordings()
  const headers = {
    ...ask.headers,
    authorization: `Bearer ${key}`,
    cookie: 'session=Kd83hfPq0cnB',
    'x-api-token': 'T0p-Secret-4242',
  }
  const secretURL = `${url}?page=2&api-key=Qk3-9fjL-22xz`
  const first = await recordFetch(folder, { fetch: async () => answer() })(secretURL, { ...ask, headers })
  const came = Buffer.from(await first.arrayBuffer())
  // Another query key, and no headers: neither is a part of the request.
  const second = await replayFetch(folder)(`${url}?page=2&api-key=none`, ask)
  return { came, first, second, body: Buffer.from(await second.arrayBuffer()), file: await text() }
}

const secrets = [key, 'Kd83hfPq0cnB', 'T0p-Secret-4242', 'Qk3-9fjL-22xz']

describe('no secret is written down', () => {
  test.each([
    ['as it is', (secret: string) => secret],
    ['in part', (secret: string) => secret.slice(2, 11)],
    [
      'in escapes of JSON',
      (secret: string) => secret.replace(/./g, letter => `\\u00${letter.charCodeAt(0).toString(16)}`),
    ],
    ['twice in a row', (secret: string) => secret + secret],
  ])('that an answer repeats %s', async (_, spell) => {
    const repeated = secrets.map(spell)
    const text = JSON.stringify({ error: { message: `Wrong: ${repeated.join(', ')}` } }).replaceAll('\\\\u', '\\u')
    const { came, body, file, second } = await written(() => new Response(text, { status: 401 }))
    expect(String(came)).toBe(text)
    for (const secret of repeated) {
      expect(file).not.toContain(secret.slice(0, 9))
      expect(file).not.toContain(secret.slice(-9))
    }
    // What stands around it stays where it was.
    expect(second.status).toBe(401)
    const mask = (word: string) => '*'.repeat(word.length)
    expect(String(body)).toBe(text.replace(/Wrong: .*(?="}})/, repeated.map(mask).join(', ').replace(/^/, 'Wrong: ')))
  })

  test('that comes in two parts, or among bytes that are no text', async () => {
    const parts = [[0xff, 0, 0x92], [...Buffer.from(key.slice(0, 7))], [...Buffer.from(key.slice(7)), 0xfe]]
    const stream = () =>
      new ReadableStream({
        start: body => {
          for (const part of parts) body.enqueue(new Uint8Array(part))
          body.close()
        },
      })
    const { body } = await written(() => new Response(stream()))
    expect(body.toString('latin1')).toBe(`\xff\0\x92${'*'.repeat(key.length)}\xfe`)
  })

  test('in a header, or by one that is not harmless', async () => {
    const headers = {
      'content-type': 'audio/mpeg',
      'x-request-id': `req-${key}`,
      'set-cookie': 'a=b',
      'x-account': 'ada',
      location: 'http://elsewhere.test/?key=1',
      'retry-after': '7',
    }
    const { first, second, file } = await written(() => new Response('', { status: 307, headers }))
    expect(Object.fromEntries(second.headers)).toEqual({
      'content-type': 'audio/mpeg',
      'x-request-id': `req-${'*'.repeat(key.length)}`,
      'retry-after': '7',
    })
    expect(second.status).toBe(307)
    expect(first.headers.has('location') || first.headers.has('set-cookie')).toBe(false)
    for (const secret of ['ada', 'elsewhere', 'a=b', key.slice(0, 8)]) expect(file).not.toContain(secret)
  })

  test('of the request', async () => {
    const { folder, text } = await recordings()
    const body = JSON.stringify({ input: 'Hello.', extra: { note: `with ${key}` } })
    const headers = { ...ask.headers, authorization: `Bearer ${key}` }
    await recordFetch(folder, { fetch: async () => new Response('fine') })(url, { ...ask, body, headers }).then(drain)
    expect(JSON.parse(await text()).request).toEqual({
      method: 'POST',
      path: '/v1/audio/speech',
      json: { input: 'Hello.', extra: { note: `with ${'*'.repeat(key.length)}` } },
    })
  })

  test('but what is too short for one stays', async () => {
    const { folder } = await recordings()
    const headers = { ...ask.headers, authorization: 'Bearer local' }
    const record = recordFetch(folder, { fetch: async () => new Response('the local news') })
    await record(url, { ...ask, headers }).then(drain)
    expect(await (await replayFetch(folder)(url, ask)).text()).toBe('the local news')
  })
})

describe('what is written down', () => {
  test('can be read and corrected by hand, where it is text', async () => {
    const { folder, names } = await recordings()
    const port = await listen(() => Response.json({ text: 'Hallo.' }, { headers: { 'content-length': '17' } }))
    const at = `http://127.0.0.1:${port}/v1/audio/speech`
    await recordFetch(folder)(at, ask).then(drain)
    const path = join(folder, (await names())[0]!)
    const file = await readFile(path, 'utf8')
    const corrected = file.replace('Hallo.', 'Hello, Ádám.')
    expect(corrected).not.toBe(file)
    await writeFile(path, corrected)
    const answer = await replayFetch(folder)(at, ask)
    expect(answer.headers.get('content-length')).toBe('25')
    expect(await answer.json()).toEqual({ text: 'Hello, Ádám.' })
  })

  test('is asked for as it is, and never where a redirect leads', async () => {
    const { folder } = await recordings()
    const seen: (string | null)[] = []
    const port = await listen(({ url, headers }) => {
      seen.push(new URL(url).pathname, headers.get('accept-encoding'))
      return new Response('moved', { status: 302, headers: { location: '/v1/other' } })
    })
    const at = `http://127.0.0.1:${port}/v1/audio/speech`
    for (const fetch of [recordFetch(folder), replayFetch(folder)]) {
      const answer = await fetch(at, ask)
      expect([answer.status, await answer.text()]).toEqual([302, 'moved'])
    }
    expect(seen).toEqual(['/v1/audio/speech', 'identity'])
  })
})

const drain = (response: Response) => response.arrayBuffer()
