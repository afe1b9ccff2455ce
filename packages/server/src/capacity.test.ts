import { createSpeechServer, type SpeechServerOptions } from '@outloud/server'
import { collect, createScriptedRecognizer, createToneEngine } from '@outloud/testing'
import { describe, expect, test } from 'vitest'
import { formRequest } from '../test/forms.ts'
import { deferred, errorOf, speechRequest } from '../test/requests.ts'

const body = { input: 'Hello, world.', response_format: 'pcm' }
const ready = (): Request => new Request('http://speech.test/ready')

/** A server whose engine says nothing until it is let go on, and how many calls it has had. */
function holding(options: Partial<SpeechServerOptions>) {
  const { promise, resolve: open } = deferred()
  let begun = 0
  const engine = createToneEngine({
    before: (_, chunk) => {
      if (chunk === 0) begun += 1
      return promise
    },
  })
  return { server: createSpeechServer({ engine, ...options }), open, begun: () => begun }
}

test('no more than `concurrency` are spoken at once, the others in the order they came', async () => {
  const { server, open, begun } = holding({ concurrency: 2, queue: 10 })
  const order: number[] = []
  const answers = Array.from({ length: 6 }, async (_, index) => {
    const response = await server.fetch(speechRequest(body))
    order.push(index)
    return collect(response.body!)
  })
  await expect.poll(begun).toBe(2)
  expect((await server.fetch(ready())).status).toBe(200)
  expect(begun()).toBe(2)
  open()
  const spoken = await Promise.all(answers)
  for (const bytes of spoken) expect(Buffer.compare(bytes, spoken[0]!)).toBe(0)
  expect(order).toEqual([0, 1, 2, 3, 4, 5])
})

test('a place is held until the answer was read, or left', async () => {
  const server = createSpeechServer({ engine: createToneEngine(), concurrency: 1 })
  const first = await server.fetch(speechRequest(body))
  let second = false
  const waiting = server.fetch(speechRequest(body)).then(response => {
    second = true
    return response
  })
  await new Promise(setImmediate)
  expect(second).toBe(false)
  await first.body!.cancel()
  await collect((await waiting).body!)
  expect((await server.fetch(speechRequest(body))).status).toBe(200)
})

test('an answer whose request is aborted before anybody reads it gives its place back', async () => {
  const server = createSpeechServer({ engine: createToneEngine(), concurrency: 1, queue: 0 })
  for (let call = 0; call < 3; call++) {
    const controller = new AbortController()
    const response = await server.fetch(speechRequest(body, { signal: controller.signal }))
    expect(response.status).toBe(200)
    controller.abort()
  }
})

test('words whose request is aborted before anybody reads them give their place back, and the body breaks', async () => {
  const recognizer = createScriptedRecognizer()
  const server = createSpeechServer({ engine: createToneEngine(), recognizer, concurrency: 1, queue: 0 })
  for (let call = 0; call < 3; call++) {
    const controller = new AbortController()
    const response = await server.fetch(formRequest({ stream: 'true' }, { signal: controller.signal }))
    expect(response.status).toBe(200)
    controller.abort(new Error('gone'))
    await expect(collect(response.body!)).rejects.toThrow('gone')
  }
  const unread = new AbortController()
  expect((await server.fetch(formRequest({ stream: 'true' }, { signal: unread.signal }))).status).toBe(200)
  unread.abort()
  expect((await server.fetch(formRequest())).status).toBe(200)
})

test('an answer that fails gives its place back', async () => {
  const failing = createToneEngine({
    before: (_, chunk) => {
      if (chunk === 1) throw new Error('broken')
    },
  })
  const server = createSpeechServer({ engine: failing, concurrency: 1, queue: 0 })
  const long = { ...body, input: body.input.repeat(10) }
  for (let call = 0; call < 3; call++) {
    const { body: audio } = await server.fetch(speechRequest(long))
    await expect(collect(audio!)).rejects.toThrow('broken')
    expect((await server.fetch(speechRequest({ ...body, voice: 'nobody' }))).status).toBe(400)
  }
})

describe('past the queue', () => {
  test('a request is answered 429 and when to come again, and readiness says so', async () => {
    const { server, open, begun } = holding({ concurrency: 1, queue: 1 })
    const both = [server.fetch(speechRequest(body)), server.fetch(speechRequest(body))]
    await expect.poll(begun).toBe(1)
    const refused = await server.fetch(speechRequest(body))
    expect(refused.headers.get('retry-after')).toMatch(/^[1-9]\d?$/)
    expect(await errorOf(refused)).toEqual({
      status: 429,
      message: 'This server speaks 1 texts at a time, and 1 are waiting',
      type: 'invalid_request_error',
      code: 'server_busy',
      param: null,
    })
    expect((await server.fetch(ready())).status).toBe(429)
    expect((await server.fetch(new Request('http://speech.test/health'))).status).toBe(200)
    open()
    for (const answer of both) await collect((await answer).body!)
    expect(await (await server.fetch(ready())).json()).toEqual({ status: 'ready' })
  })

  test('recordings count as well', async () => {
    const { server, begun } = holding({ concurrency: 1, queue: 0, recognizer: createScriptedRecognizer() })
    const speaking = server.fetch(speechRequest(body))
    speaking.catch(() => {})
    await expect.poll(begun).toBe(1)
    expect((await server.fetch(formRequest())).status).toBe(429)
    await server.close()
  })
})

describe('one that waits', () => {
  test('is forgotten when its client leaves', async () => {
    const { server, open, begun } = holding({ concurrency: 1, queue: 1 })
    const first = server.fetch(speechRequest(body))
    await expect.poll(begun).toBe(1)
    const controller = new AbortController()
    const leaving = server.fetch(speechRequest(body, { signal: controller.signal }))
    const reason = new Error('gone')
    controller.abort(reason)
    await expect(leaving).rejects.toBe(reason)
    const next = server.fetch(speechRequest(body))
    open()
    for (const answer of [first, next]) await collect((await answer).body!)
    expect(begun()).toBe(2)
  })

  test('is told when the server closes', async () => {
    const { server, begun } = holding({ concurrency: 1, queue: 1 })
    const first = server.fetch(speechRequest(body))
    await expect.poll(begun).toBe(1)
    const waiting = server.fetch(speechRequest(body))
    await server.close()
    expect([(await first).status, (await waiting).status]).toEqual([503, 503])
    expect((await server.fetch(ready())).status).toBe(503)
  })
})

test.each([{ concurrency: 0 }, { concurrency: 1.5 }, { concurrency: Number.NaN }, { queue: -1 }, { queue: 0.5 }])(
  'refuses %j',
  options => {
    expect(() => createSpeechServer({ engine: createToneEngine(), ...options })).toThrow(RangeError)
  },
)
