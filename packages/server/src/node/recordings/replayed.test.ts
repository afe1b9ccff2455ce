import { readFile, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { recordFetch, replayFetch } from '@outloud/server/node'
import { describe, expect, test, vi } from 'vitest'
import { recordings } from '../../../test/recordings.ts'
import { deferred } from '../../../test/requests.ts'

const url = 'http://speech.test/v1/audio/speech'
const ask = { method: 'POST', body: '{"input":"Hello."}' }

/** A recording of one answer, and its file. */
async function one(answer: () => Response = () => new Response('fine')) {
  const { folder, names } = await recordings()
  await recordFetch(folder, { fetch: async () => answer() })(url, ask).then(response => response.arrayBuffer())
  const [name = ''] = await names()
  return { folder, name, path: join(folder, name) }
}

/** Every byte there is, in parts that cut characters in two. */
const parts = [
  new TextEncoder().encode('\ufeffzwölf').subarray(0, 7),
  new TextEncoder().encode('\ufeffzwölf').subarray(7),
  Uint8Array.from({ length: 256 }, (_, index) => index),
  new TextEncoder().encode('"\\\u2028\0\r\n'),
]
const inParts = () =>
  new ReadableStream({
    start: body => {
      for (const part of parts) body.enqueue(part)
      body.close()
    },
  })

describe('a recording is replayed', () => {
  test('byte for byte, in the parts in which it came', async () => {
    const { folder } = await one(() => new Response(inParts()))
    const seen = []
    for await (const part of (await replayFetch(folder)(url, ask)).body!) seen.push([...part])
    expect(seen).toEqual(parts.map(part => [...part]))
  })

  test('at the pace at which it came, if that is asked for', async () => {
    const { folder, path } = await one(() => new Response(inParts()))
    const file = JSON.parse(await readFile(path, 'utf8'))
    file.response.began = 500
    file.response.body.forEach((part: { at: number }, index: number) => {
      part.at = 1_000 * (index + 1)
    })
    await writeFile(path, JSON.stringify(file))
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
    try {
      let begun = false
      const answering = replayFetch(folder, { pace: true })(url, ask).then(answer => {
        begun = true
        return answer
      })
      // The file is read while no fake clock moves.
      while (vi.getTimerCount() === 0) await new Promise(setImmediate)
      await vi.advanceTimersByTimeAsync(499)
      expect(begun).toBe(false)
      await vi.advanceTimersByTimeAsync(1)
      const reader = (await answering).body!.getReader()
      for (const part of parts) {
        let came: Uint8Array | undefined
        const reading = reader.read().then(({ value }) => {
          came = value
        })
        await vi.advanceTimersByTimeAsync(part === parts[0] ? 499 : 999)
        expect(came).toBeUndefined()
        await vi.advanceTimersByTimeAsync(1)
        await reading
        expect(came).toEqual(part)
      }
      expect((await reader.read()).done).toBe(true)
    } finally {
      vi.useRealTimers()
    }
  })

  test('until its reader aborts', async () => {
    const { folder, path } = await one()
    const file = JSON.parse(await readFile(path, 'utf8'))
    file.response.body[0].at = 80_000_000
    await writeFile(path, JSON.stringify(file))
    const controller = new AbortController()
    const answer = await replayFetch(folder, { pace: true })(url, { ...ask, signal: controller.signal })
    const reading = answer.text()
    controller.abort(new Error('enough'))
    await expect(reading).rejects.toThrow('enough')
  })

  test('to many at once, while it is recorded again', async () => {
    const { folder } = await one()
    const again = recordFetch(folder, { fetch: async () => new Response('fine'.repeat(50_000)) })
    const replay = replayFetch(folder)
    const answers = await Promise.all(
      Array.from({ length: 60 }, async (_, index) => (await (index % 3 ? replay : again)(url, ask)).text()),
    )
    for (const answer of answers) expect(['fine', 'fine'.repeat(50_000)]).toContain(answer)
  })
})

describe('a damaged recording says what is wrong with it', () => {
  const response = { status: 200, headers: {}, began: 1, body: [{ at: 1, text: 'fine' }] }
  test.each([
    ['it is no JSON', '{"version":1,"resp'],
    ['it is no JSON', ''],
    ['the whole is not', 'null'],
    ['version is not', { version: 2, response }],
    ['response is not', { version: 1 }],
    ['response.status is not', { version: 1, response: { ...response, status: 99 } }],
    ['response.status is not', { version: 1, response: { ...response, status: '200' } }],
    [
      'response.headers.retry-after is not',
      { version: 1, response: { ...response, headers: { 'retry-after': 'a\nb' } } },
    ],
    ['response.began is not', { version: 1, response: { ...response, began: -1 } }],
    ['response.body is not', { version: 1, response: { ...response, body: 'fine' } }],
    ['response.body.0.base64 is not', { version: 1, response: { ...response, body: [{ at: 1, base64: 'AA=A' }] } }],
    ['response.body.0.at is not', { version: 1, response: { ...response, body: [{ at: 1e12, text: '' }] } }],
  ])('%s: %j', async (problem, content) => {
    const { folder, name, path } = await one()
    await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content))
    const answer = await replayFetch(folder)(url, ask)
    expect([answer.status, answer.headers.get('x-should-retry')]).toEqual([500, 'false'])
    const { error } = (await answer.json()) as { error: Record<string, string> }
    expect(error.code).toBe('damaged_recording')
    expect(error.message).toContain(`${name} is damaged: ${problem}`)
    expect(error.message).toContain('record it again, or remove it')
  })

  test('it is too large, and is not read', async () => {
    const { folder, path } = await one()
    await truncate(path, 128 * 1024 * 1024 + 1)
    const { error } = (await (await replayFetch(folder)(url, ask)).json()) as { error: Record<string, string> }
    expect(error.message).toContain('is over 134217728 bytes')
  })

  test('and gives no header that would not be recorded', async () => {
    const { folder, path } = await one()
    const headers = { 'content-type': 'text/plain', 'set-cookie': 'a=b', location: 'http://elsewhere.test' }
    await writeFile(path, JSON.stringify({ version: 1, response: { ...response, headers } }))
    const answer = await replayFetch(folder)(url, ask)
    expect([...answer.headers]).toEqual([['content-type', 'text/plain']])
  })
})

describe('what has no end is not recorded:', () => {
  test('an answer', async () => {
    const { folder, names } = await recordings()
    const cancelled = deferred()
    const mebibyte = new Uint8Array(1024 * 1024)
    let made = 0
    const pull = (body: ReadableStreamDefaultController) => {
      made++
      body.enqueue(mebibyte)
    }
    const fetch = async () => new Response(new ReadableStream({ pull, cancel: () => cancelled.resolve() }))
    const answer = await recordFetch(folder, { fetch })(url, ask)
    await expect(answer.arrayBuffer()).rejects.toThrow('The answer is over 67108864 bytes')
    await cancelled.promise
    expect(made).toBeLessThan(70)
    expect(await names()).toEqual([])
  })

  test('a request', async () => {
    const { folder } = await recordings()
    const fetch = vi.fn()
    const body = new Uint8Array(32 * 1024 * 1024 + 1)
    const answer = await recordFetch(folder, { fetch })(url, { method: 'POST', body })
    expect(answer.status).toBe(413)
    expect(fetch).not.toHaveBeenCalled()
  })

  test('a compressed answer, which was not asked for', async () => {
    const { folder, names } = await recordings()
    const fetch = async () => new Response('?', { headers: { 'content-encoding': 'gzip' } })
    const answer = await recordFetch(folder, { fetch })(url, ask)
    expect([answer.status, await answer.json()]).toMatchObject([502, { error: { code: 'encoded_answer' } }])
    expect(await names()).toEqual([])
  })
})
