import { createSpeechServer, type Recognizer, RecognizerError } from '@outloud/server'
import { createScriptedRecognizer, createToneEngine } from '@outloud/testing'
import { describe, expect, test } from 'vitest'
import { formRequest } from '../test/forms.ts'
import { errorOf } from '../test/requests.ts'

const serverWith = (recognizer: Recognizer, onError?: (error: unknown) => void) =>
  createSpeechServer({ engine: createToneEngine(), recognizer, onError })

const answer = (fields: Parameters<typeof formRequest>[0], path?: string) =>
  serverWith(createScriptedRecognizer()).fetch(formRequest(fields, path === undefined ? {} : { path }))

const text = 'Good morning, everyone. Here we are.'

describe('a recording comes back', () => {
  test('as json unless another format is asked for', async () => {
    for (const fields of [{}, { response_format: 'json' }]) {
      const response = await answer(fields)
      expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/json'])
      expect(await response.json()).toEqual({ text, usage: { type: 'duration', seconds: 5 } })
    }
  })

  test.each([
    ['text', 'text/plain', `${text}\n`],
    [
      'srt',
      'text/plain',
      '1\n00:00:00,250 --> 00:00:01,650\nGood morning, everyone.\n\n2\n00:00:02,500 --> 00:00:03,900\nHere we are.\n',
    ],
    [
      'vtt',
      'text/vtt',
      'WEBVTT\n\n00:00:00.250 --> 00:00:01.650\nGood morning, everyone.\n\n00:00:02.500 --> 00:00:03.900\nHere we are.\n',
    ],
  ])('as %s', async (format, type, written) => {
    const response = await answer({ response_format: format })
    expect([response.status, response.headers.get('content-type')]).toEqual([200, `${type}; charset=utf-8`])
    expect(await response.text()).toBe(written)
  })

  const segments = [
    { id: 0, start: 0.25, end: 1.65, text: 'Good morning, everyone.' },
    { id: 1, start: 2.5, end: 3.9, text: 'Here we are.' },
  ]
  const words = [
    { word: 'Good', start: 0.25, end: 0.65 },
    { word: 'morning,', start: 0.75, end: 1.15 },
    { word: 'everyone.', start: 1.25, end: 1.65 },
    { word: 'Here', start: 2.5, end: 2.9 },
    { word: 'we', start: 3, end: 3.4 },
    { word: 'are.', start: 3.5, end: 3.9 },
  ]
  test.each([
    [undefined, { segments }],
    [['segment'], { segments }],
    [['word'], { words }],
    [['word', 'segment'], { segments, words }],
  ])('as verbose_json with the times of %j', async (times, timed) => {
    const response = await answer({ response_format: 'verbose_json', 'timestamp_granularities[]': times })
    const usage = { type: 'duration', seconds: 5 }
    expect(await response.json()).toEqual({
      task: 'transcribe',
      language: 'english',
      duration: 5,
      text,
      ...timed,
      usage,
    })
  })

  test.each(['json', 'text', 'srt', 'verbose_json', 'vtt'])('as %s when nobody spoke', async format => {
    const recognizer = createScriptedRecognizer({ segments: [] })
    const response = await serverWith(recognizer).fetch(formRequest({ response_format: format }))
    const written = await response.text()
    const empty: Record<string, string> = { text: '\n', srt: '', vtt: 'WEBVTT\n' }
    if (format in empty) expect(written).toBe(empty[format])
    else expect(JSON.parse(written)).toMatchObject({ text: '' })
  })
})

test('the recognizer gets the file as it was sent, and what was asked', async () => {
  const recognizer = createScriptedRecognizer()
  const fields = { model: 'whisper-1', language: 'fr', prompt: 'Olivier', temperature: '0.4' }
  await serverWith(recognizer).fetch(formRequest(fields))
  await serverWith(recognizer).fetch(formRequest({}, { path: '/v1/audio/translations' }))
  await serverWith(recognizer).fetch(
    formRequest({ response_format: 'verbose_json', 'timestamp_granularities[]': 'word' }),
  )
  const signal = expect.any(AbortSignal)
  const file = { data: new Uint8Array(4).fill(7), name: 'hello.mp3', type: 'audio/mpeg', signal }
  const nothing = { language: undefined, prompt: undefined, temperature: 0 }
  expect(recognizer.asked).toEqual([
    { ...file, language: 'fr', prompt: 'Olivier', temperature: 0.4, translate: false, words: false },
    { ...file, ...nothing, translate: true, words: false },
    { ...file, ...nothing, translate: false, words: true },
  ])
})

test('a translation says that it is one', async () => {
  const response = await answer({ response_format: 'verbose_json' }, '/v1/audio/translations')
  expect(await response.json()).toMatchObject({ task: 'translate', text })
})

describe('errors', () => {
  test.each(['/v1/audio/transcriptions', '/v1/audio/translations'])(
    '%s is 501 without a recognizer, names what to configure, and reads nothing',
    async path => {
      const request = formRequest({}, { path })
      const response = await createSpeechServer({ engine: createToneEngine() }).fetch(request)
      expect(await errorOf(response)).toEqual({
        status: 501,
        message: 'This server has no recognizer: pass one as `recognizer` to createSpeechServer',
        type: 'server_error',
        code: 'no_recognizer',
        param: null,
      })
      expect(request.bodyUsed).toBe(false)
    },
  )

  test('400 for a recording that the recognizer cannot hear, named by its field', async () => {
    const failures: unknown[] = []
    const recognizer: Recognizer = {
      ...createScriptedRecognizer(),
      recognize: async () => {
        throw new RecognizerError('language: expected en, got fr', 'language')
      },
    }
    const response = await serverWith(recognizer, error => failures.push(error)).fetch(formRequest({ language: 'fr' }))
    expect(await errorOf(response)).toMatchObject({ status: 400, code: 'invalid_value', param: 'language' })
    expect(failures).toEqual([])
  })

  test.each([0, 1, 2])('500 when it fails at segment %d, with the reason told to the operator alone', async at => {
    const reason = new Error('no more memory')
    const failures: unknown[] = []
    const recognizer = createScriptedRecognizer({
      before: segment => {
        if (segment === at) throw reason
      },
    })
    const response = await serverWith(recognizer, error => failures.push(error)).fetch(formRequest())
    const error = await errorOf(response)
    expect(error).toMatchObject({ status: 500, type: 'server_error', code: 'recognizer_failed' })
    expect(error.message).not.toContain('memory')
    expect(failures).toEqual([reason])
  })

  test('400 for the times of words from a recognizer that has none', async () => {
    const recognizer = createScriptedRecognizer({ segments: [{ text: 'Hi.', start: 0, end: 1 }] })
    const fields = { response_format: 'verbose_json', 'timestamp_granularities[]': 'word' }
    expect(await errorOf(await serverWith(recognizer).fetch(formRequest(fields)))).toMatchObject({
      status: 400,
      param: 'timestamp_granularities',
    })
  })

  test.each([
    [403, { 'sec-fetch-site': 'cross-site' }],
    [200, { 'sec-fetch-site': 'cross-site', authorization: 'Bearer any' }],
    [200, { 'sec-fetch-site': 'same-origin' }],
    [200, {}],
  ])('%d for a form from %j: no page of another site may make the recognizer work', async (status, headers) => {
    const recognizer = createScriptedRecognizer()
    const response = await serverWith(recognizer).fetch(formRequest({}, { headers }))
    expect([response.status, recognizer.asked.length]).toEqual([status, status === 200 ? 1 : 0])
  })
})

test('the models of a server with a recognizer are listed with what they can do', async () => {
  const server = serverWith(createScriptedRecognizer())
  const catalogue = await server.fetch(new Request('http://speech.test/api/models'))
  const { data, total } = (await catalogue.json()) as { data: { id: string; features: string[] }[]; total: number }
  const hearing = data.filter(({ features }) => features.includes('speech-to-text')).map(({ id }) => id)
  expect(hearing).toEqual(['scripted', 'whisper-1', 'gpt-4o-transcribe', 'gpt-4o-mini-transcribe'])
  expect(total).toBe(8)
  expect(data.find(({ id }) => id === 'whisper-1')).toMatchObject({
    name: 'scripted as whisper-1',
    endpoints: ['/v1/audio/transcriptions', '/v1/audio/translations'],
  })
  const list = await server.fetch(new Request('http://speech.test/v1/models'))
  expect(((await list.json()) as { data: unknown[] }).data).toHaveLength(8)
})
