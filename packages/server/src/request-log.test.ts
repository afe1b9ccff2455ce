import { createSpeechServer, type LoggedRequest, type SpeechServerOptions } from '@outloud/server'
import { collect, createToneEngine } from '@outloud/testing'
import { expect, test } from 'vitest'
import { speechRequest } from '../test/requests.ts'

const secret = 'A text that nobody else should read.'
const body = { input: secret, voice: 'nova', response_format: 'pcm' }

function logging(options: Partial<SpeechServerOptions> = {}) {
  const logged: LoggedRequest[] = []
  const onRequest = (request: LoggedRequest) => void logged.push(request)
  return { server: createSpeechServer({ engine: createToneEngine(), onRequest, ...options }), logged }
}

test('a speech is told of when its audio was read, and never its text', async () => {
  const { server, logged } = logging()
  const response = await server.fetch(speechRequest(body))
  expect(logged).toEqual([])
  const { length } = await collect(response.body!)
  expect(logged).toEqual([
    {
      requestId: response.headers.get('x-request-id'),
      method: 'POST',
      path: '/v1/audio/speech',
      status: 200,
      outcome: 'finished',
      milliseconds: expect.any(Number),
      firstByte: expect.any(Number),
      bytes: length,
      speech: { voice: 'nova', format: 'pcm', speed: 1, events: false, characters: secret.length },
    },
  ])
  expect(logged[0]!.firstByte).toBeLessThanOrEqual(logged[0]!.milliseconds)
  expect(JSON.stringify(logged)).not.toContain('nobody')
})

test('an error is told of with its status, nothing that the client wrote, and once', async () => {
  const { server, logged } = logging({ apiKey: 'sk-local' })
  const asked = [
    speechRequest({ ...body, voice: secret }, { headers: { authorization: 'Bearer sk-local' } }),
    speechRequest(body, { headers: { authorization: 'Bearer sk-wrong' } }),
    new Request(`http://speech.test/${encodeURIComponent(secret)}?key=sk-local`),
    new Request('http://speech.test/health?text=nobody', { method: 'HEAD' }),
  ]
  for (const request of asked) await (await server.fetch(request)).text()
  expect(logged.map(({ status, path, outcome }) => [status, path, outcome])).toEqual([
    [400, '/v1/audio/speech', 'finished'],
    [401, '/v1/audio/speech', 'finished'],
    [404, undefined, 'finished'],
    [200, '/health', 'finished'],
  ])
  expect(JSON.stringify(logged)).not.toMatch(/nobody|sk-/)
})

test('an answer that broke or was left is told of as that', async () => {
  const { server, logged } = logging({
    engine: createToneEngine({
      before: (text, chunk) => {
        if (text.startsWith('Break') && chunk === 2) throw new Error('broken')
      },
    }),
  })
  const broken = await server.fetch(speechRequest({ ...body, input: `Break. ${secret}` }))
  await expect(collect(broken.body!)).rejects.toThrow('broken')
  const left = await server.fetch(speechRequest(body))
  const reader = left.body!.getReader()
  await reader.read()
  await reader.cancel()
  const signal = AbortSignal.abort(new Error('gone'))
  await expect(server.fetch(speechRequest(body, { signal }))).rejects.toThrow('gone')
  expect(logged.map(({ outcome, status, bytes }) => [outcome, status, bytes > 0])).toEqual([
    ['broken', 200, true],
    ['left', 200, true],
    ['left', undefined, false],
  ])
})
