import type { Speech } from '@outloud/core'
import { describe, expect, test } from 'vitest'
import { data, delta, done, events, samples, speaking, tokens } from './speech-events.fixture.ts'

const whole = samples(1)

/** What was handed out before the end or the error, and the error. */
async function read(speech: Speech) {
  const chunks: Uint8Array[] = []
  let error: unknown
  try {
    for await (const bytes of speech) chunks.push(bytes)
  } catch (caught) {
    error = caught
  }
  return { bytes: new Uint8Array(Buffer.concat(chunks)), error }
}

describe('events that go wrong end in an error, after what was true', () => {
  const bad = 'InvalidResponseError'
  test.each<[string, string, object]>([
    ['end before `done`', '', { name: bad, reason: 'truncated', retryable: true }],
    ['end within an event', done().slice(0, -1), { name: bad, reason: 'truncated' }],
    ['are not JSON', 'data: {"type":\n\n', { name: bad, reason: 'schema', retryable: false }],
    ['are no objects', 'data: 7\n\n', { name: bad, reason: 'schema' }],
    [
      'have audio that is no text',
      data({ type: 'speech.audio.delta', audio: [1, 2] }),
      { name: bad, reason: 'schema' },
    ],
    [
      'have audio that is not base64',
      data({ type: 'speech.audio.delta', audio: '!!!' }),
      { name: bad, reason: 'schema' },
    ],
    ['end in half a sample', delta(Uint8Array.of(1)) + done(), { name: bad, reason: 'truncated' }],
    [
      'tell an error',
      data({ type: 'speech.audio.error', error: { message: 'No\u001b[31m GPU', code: 'gpu', type: 'server_error' } }),
      {
        name: 'APIError',
        status: 200,
        code: 'gpu',
        type: 'server_error',
        message: 'The server broke off: No [31m GPU',
      },
    ],
    ['tell an error as others do', data({ error: 'overloaded' }), { name: 'APIError', retryable: false }],
    ['tell nothing of their error', data({ type: 'error' }), { message: 'The server broke off: it gave no reason' }],
  ])('which %s', async (_, rest, problem) => {
    const { client, sent } = speaking([() => events(delta(whole) + rest)])
    const { bytes, error } = await read(client.synthesize('Hi.'))
    expect(bytes.subarray(0, whole.length)).toEqual(whole)
    expect(error).toMatchObject({ attempts: 1, ...problem })
    expect(sent).toHaveLength(1)
  })

  test('without the key or the text in what they say', async () => {
    const said = { error: { message: 'sk-secret-0123 may not say: Attack at dawn' } }
    const { client } = speaking([() => events(data({ type: 'speech.audio.error', ...said }))], {
      apiKey: 'sk-secret-0123',
    })
    const { error } = await read(client.synthesize('Attack at dawn'))
    expect(error).toMatchObject({ message: 'The server broke off: [hidden] may not say: [hidden]' })
    expect(JSON.stringify(error)).not.toMatch(/secret|dawn/)
  })

  test('however they write it', async () => {
    const escaped = Array.from('sk-secret-0123', letter => `\\u00${letter.charCodeAt(0).toString(16)}`).join('')
    const answer = `data: {"error":{"message":"${escaped} is no key"}}\n\n`
    const { client } = speaking([() => events(answer)], { apiKey: 'sk-secret-0123' })
    const { error } = await read(client.synthesize('Hi.'))
    expect(error).toMatchObject({ message: 'The server broke off: [hidden] is no key' })
  })

  test.each<[string, Response]>([
    ['html', events('<!doctype html><title>Sign in</title>')],
    ['json', events('{"error":"no"}')],
    ['text', events('upstream connect error')],
    ['empty', events('')],
  ])('or were never there: %s', async (reason, response) => {
    const { client, sent } = speaking([() => response])
    expect((await read(client.synthesize('Hi.'))).error).toMatchObject({ name: bad, reason })
    expect(sent).toHaveLength(1)
  })

  test('unless nothing was heard of it: then what may pass is asked for again, and only the last answer counts', async () => {
    const passing = data({ type: 'speech.audio.error', error: { type: 'server_error', message: 'Busy' } })
    const { client, sent } = speaking([
      () => events(passing),
      () => events(': nothing\n\n'),
      () => events(delta(whole) + done(tokens(1, 2))),
    ])
    const speech = client.synthesize('Hi.')
    expect(await speech.bytes()).toEqual(whole)
    expect(sent).toHaveLength(3)
    expect(await speech.usage()).toMatchObject({ totalTokens: 3 })
  })
})
