import { createSpeechServer, type Recognizer, RecognizerError } from '@outloud/server'
import { createScriptedRecognizer, createToneEngine } from '@outloud/testing'
import { describe, expect, test } from 'vitest'
import { formRequest } from '../test/forms.ts'
import { deferred, errorOf } from '../test/requests.ts'

const serverWith = (recognizer: Recognizer, onError?: (error: unknown) => void) =>
  createSpeechServer({ engine: createToneEngine(), recognizer, onError })

const streamed = (init: RequestInit = {}) => formRequest({ stream: 'true' }, init)

const done = {
  type: 'transcript.text.done',
  text: 'Good morning, everyone. Here we are.',
  usage: { type: 'duration', seconds: 5 },
}

test.each(['json', 'text'])(
  'a stream of events comes in the protocol’s words, whether %s is asked for',
  async format => {
    const request = formRequest({ stream: 'true', response_format: format })
    const response = await serverWith(createScriptedRecognizer()).fetch(request)
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/event-stream'])
    const events = (await response.text()).split('\n\n')
    expect(events.pop()).toBe('')
    expect(events.map(event => JSON.parse(event.replace(/^data: /, '')))).toEqual([
      { type: 'transcript.text.delta', delta: 'Good morning, everyone.' },
      { type: 'transcript.text.delta', delta: ' Here we are.' },
      done,
    ])
  },
)

test('when nobody spoke, the end comes alone', async () => {
  const response = await serverWith(createScriptedRecognizer({ segments: [] })).fetch(streamed())
  expect(JSON.parse((await response.text()).replace('data: ', ''))).toEqual({ ...done, text: '' })
})

test('an event comes as soon as its words are heard, and no further ones are heard before it is read', async () => {
  const { promise, resolve } = deferred()
  const reached: number[] = []
  const recognizer = createScriptedRecognizer({
    before: segment => {
      reached.push(segment)
      return segment === 1 ? promise : undefined
    },
  })
  const { body } = await serverWith(recognizer).fetch(streamed())
  expect(reached).toEqual([0])
  const reader = body!.getReader()
  const next = async () => new TextDecoder().decode((await reader.read()).value)
  expect(await next()).toContain('Good morning')
  expect(reached).toEqual([0])
  const second = next()
  resolve()
  expect(await second).toContain('Here we are')
})

describe('a failure', () => {
  const failing = (at: number, error: Error) =>
    createScriptedRecognizer({
      before: segment => {
        if (segment === at) throw error
      },
    })

  test('before the first words is an answer of its own', async () => {
    expect(await errorOf(await serverWith(failing(0, new Error('no'))).fetch(streamed()))).toMatchObject({
      status: 500,
    })
    const unheard = failing(0, new RecognizerError('file: expected a recording, got noise', 'file'))
    expect(await errorOf(await serverWith(unheard).fetch(streamed()))).toMatchObject({ status: 400, param: 'file' })
  })

  test.each([1, 2])('at segment %d breaks the stream, which never ends with `done`', async at => {
    const reason = new Error('no more memory')
    const failures: unknown[] = []
    const { body } = await serverWith(failing(at, reason), error => failures.push(error)).fetch(streamed())
    const decoder = new TextDecoder()
    let text = ''
    const read = async () => {
      for await (const bytes of body! as unknown as AsyncIterable<Uint8Array>) text += decoder.decode(bytes)
    }
    await expect(read()).rejects.toBe(reason)
    expect(text).toContain('transcript.text.delta')
    expect(text).not.toContain('transcript.text.done')
    expect(failures).toEqual([reason])
  })
})

describe('the recognizer stops', () => {
  const waiting = (at: number) => {
    const { promise: began, resolve } = deferred<AbortSignal>()
    const recognizer = createScriptedRecognizer({
      before: (segment, signal) => {
        if (segment !== at) return
        resolve(signal)
        return new Promise(() => {})
      },
    })
    return { recognizer, began }
  }

  test.each(['true', 'false'])('when the client goes before the first words, with stream %s', async stream => {
    const { recognizer, began } = waiting(0)
    const gone = new AbortController()
    const answer = serverWith(recognizer).fetch(formRequest({ stream }, { signal: gone.signal }))
    const signal = await began
    gone.abort('gone')
    await expect(answer).rejects.toBe('gone')
    expect(signal.aborted).toBe(true)
  })

  test('when the client goes while the events come', async () => {
    const { recognizer, began } = waiting(1)
    const failures: unknown[] = []
    const { body } = await serverWith(recognizer, error => failures.push(error)).fetch(streamed())
    const reader = body!.getReader()
    await reader.read()
    reader.read().catch(() => {})
    const signal = await began
    await reader.cancel('enough')
    expect([signal.aborted, signal.reason, failures]).toEqual([true, 'enough', []])
  })

  test.each(['true', 'false'])('when the server closes, with stream %s', async stream => {
    const { recognizer, began } = waiting(1)
    let closed = 0
    const failures: unknown[] = []
    const counting = { ...recognizer, close: async () => void closed++ }
    const server = serverWith(counting, error => failures.push(error))
    const answer = server.fetch(formRequest({ stream }))
    if (stream === 'true') {
      const text = (await answer).text()
      text.catch(() => {})
      await began
      await server.close()
      await expect(text).rejects.toThrow('This server was closed')
    } else {
      await began
      await server.close()
      expect(await errorOf(await answer)).toMatchObject({ status: 503, code: 'server_closed' })
    }
    expect([closed, failures, (await began).aborted]).toEqual([1, [], true])
  })

  test('and is not begun when the server closed while the form came in', async () => {
    const recognizer = createScriptedRecognizer()
    const server = serverWith(recognizer)
    const whole = new Uint8Array(await formRequest().arrayBuffer())
    const { promise, resolve } = deferred()
    const body = new ReadableStream({
      start: async stream => {
        await promise
        stream.enqueue(whole)
        stream.close()
      },
    })
    const boundary = new TextDecoder().decode(whole.subarray(2, whole.indexOf(13)))
    const headers = { 'content-type': `multipart/form-data; boundary=${boundary}` }
    const answer = server.fetch(formRequest({}, { body, duplex: 'half', headers } as RequestInit))
    await server.close()
    resolve()
    expect(await errorOf(await answer)).toMatchObject({ status: 503, code: 'server_closed' })
    expect(recognizer.asked).toEqual([])
  })
})
