import { createSpeechServer } from '@outloud/server'
import { createScriptedRecognizer, createToneEngine } from '@outloud/testing'
import { describe, expect, test } from 'vitest'
import { formRequest, recording } from '../test/forms.ts'
import { errorOf } from '../test/requests.ts'

const recognizer = createScriptedRecognizer()
const server = createSpeechServer({ engine: createToneEngine(), recognizer })
const small = createSpeechServer({
  engine: createToneEngine(),
  recognizer,
  limits: { fileLength: 1_000, bodyLength: 1_000 },
})

type Fields = Parameters<typeof formRequest>[0]
const refused = async (fields: Fields, init?: Parameters<typeof formRequest>[1]) =>
  errorOf(await server.fetch(formRequest(fields, init)))

describe('a field that is wrong is a 400 that names it, what was expected and what came:', () => {
  test.each<[Fields, string, string]>([
    [{ model: '' }, 'model', 'model: expected the id of a model, got ""'],
    [{ language: 'English' }, 'language', `language: expected an ISO 639-1 code such as 'en', got "English"`],
    [{ temperature: '1.5' }, 'temperature', 'temperature: expected a number from 0 to 1, got 1.5'],
    [{ temperature: 'warm' }, 'temperature', 'temperature: expected a number from 0 to 1, got "warm"'],
    [{ temperature: '' }, 'temperature', 'temperature: expected a number from 0 to 1, got ""'],
    [
      { response_format: 'xml' },
      'response_format',
      'response_format: expected one of json, text, srt, verbose_json, vtt, got "xml"',
    ],
    [{ stream: 'yes' }, 'stream', 'stream: expected true or false, got "yes"'],
    [
      { 'timestamp_granularities[]': 'line', response_format: 'verbose_json' },
      'timestamp_granularities',
      'timestamp_granularities: expected a list of word or segment, got an array',
    ],
    [
      { timestamp_granularities: 'word' },
      'timestamp_granularities',
      'timestamp_granularities: expected none with json, got an array',
    ],
    [{ 'include[]': '' }, 'include', "include: expected a list of names such as 'logprobs', got an array"],
    [
      { 'chunking_strategy[type]': 'server_vad', 'chunking_strategy[threshold]': '2' },
      'chunking_strategy',
      "chunking_strategy: expected 'auto', or server_vad with milliseconds from 0 to 600000 and a threshold from 0 to 1, got an object",
    ],
    [{ stream: 'true', response_format: 'srt' }, 'stream', 'stream: expected false with response_format srt, got true'],
    [{ prompt: recording() }, 'prompt', 'prompt: expected a text, got an object'],
    [{ file: undefined }, 'file', 'file: expected a recording, got nothing'],
    [{ file: 'hello.mp3' }, 'file', 'file: expected a recording with a file name, got a text'],
    [{ file: recording('hello.mp3', 0) }, 'file', 'file: expected a recording, got an empty file'],
    [
      { file: recording('notes.txt', 4, 'text/plain') },
      'file',
      'file: expected a file of flac, mp3, mp4, mpeg, mpga, m4a, ogg, wav or webm, told by its name or type, got "notes.txt"',
    ],
  ])('%o', async (fields, param, message) => {
    expect(await refused(fields)).toEqual({
      status: 400,
      message,
      type: 'invalid_request_error',
      code: 'invalid_value',
      param,
    })
  })

  test('all that is wrong is said at once', async () => {
    const { message } = await refused({ temperature: '2', language: 'xyz1' })
    expect(message).toMatch(/^temperature: .+; language: /)
  })

  test('a translation knows no language and no times, and does not look at them', async () => {
    const fields = { language: 'English', timestamp_granularities: 'line' }
    expect((await server.fetch(formRequest(fields, { path: '/v1/audio/translations' }))).status).toBe(200)
    expect(await refused({ temperature: '2' }, { path: '/v1/audio/translations' })).toMatchObject({
      status: 400,
      param: 'temperature',
    })
  })
})

test.each<[string, Fields]>([
  ['lists by either name', { response_format: 'verbose_json', timestamp_granularities: ['word', 'segment'] }],
  ['lists by either name', { 'include[]': 'logprobs', include: 'more' }],
  [
    'an object by its keys',
    { 'chunking_strategy[type]': 'server_vad', 'chunking_strategy[silence_duration_ms]': '300' },
  ],
  ['a word for it', { chunking_strategy: 'auto', stream: 'false', temperature: '0' }],
  ['fields of others', { seed: '7' }],
  ['an empty prompt', { prompt: '' }],
])('a form may have %s: %o', async (_, fields) => {
  expect((await server.fetch(formRequest(fields))).status).toBe(200)
})

test.each(['scripted', 'whisper-1', 'gpt-4o-transcribe', 'gpt-4o-mini-transcribe'])(
  'takes the model %s',
  async model => {
    expect((await server.fetch(formRequest({ model }))).status).toBe(200)
  },
)

test.each(['tts-1', 'tone', 'whisper-2'])('404 for the model %s, which does not hear', async model => {
  expect(await refused({ model })).toMatchObject({
    status: 404,
    code: 'model_not_found',
    param: 'model',
    message: `model: expected one of scripted, whisper-1, gpt-4o-transcribe, gpt-4o-mini-transcribe, got "${model}"`,
  })
})

test.each([
  ['hello.flac', '', 'hello.flac', 'audio/flac'],
  ['HELLO.MP3', 'audio/mpeg', 'HELLO.mp3', 'audio/mpeg'],
  ['hello.mp3', 'text/plain', 'hello.mp3', 'audio/mpeg'],
  ['hello.opus', '', 'hello.ogg', 'audio/ogg'],
  ['../../etc/hello.mp3', '', 'hello.mp3', 'audio/mpeg'],
  ['blob', 'audio/webm;codecs=opus', 'recording.webm', 'audio/webm'],
])('a file called %s of type "%s" is %s of type %s to the recognizer', async (name, type, known, knownType) => {
  expect((await server.fetch(formRequest({ file: recording(name, 4, type) }))).status).toBe(200)
  expect(recognizer.asked.at(-1)).toMatchObject({ name: known, type: knownType })
})

describe('the body', () => {
  test.each(['application/json', 'text/plain', 'application/x-www-form-urlencoded', ''])(
    '415 for type %j',
    async type => {
      const request = formRequest({}, { headers: { 'content-type': type } })
      const error = await errorOf(await server.fetch(request))
      expect(error).toMatchObject({ status: 415, code: 'unsupported_media_type' })
      expect(error.message).toBe(`content-type: expected multipart/form-data, got ${JSON.stringify(type)}`)
    },
  )

  test.each([
    ['no boundary', 'multipart/form-data', 'anything'],
    ['another boundary', 'multipart/form-data; boundary=x', '--y\r\n\r\n--y--\r\n'],
    [
      'an end that is missing',
      'multipart/form-data; boundary=x',
      '--x\r\ncontent-disposition: form-data; name="model"\r\n\r\nwhisp',
    ],
    ['nothing', 'multipart/form-data; boundary=x', ''],
  ])('400 for %s', async (_, type, body) => {
    const request = formRequest({}, { headers: { 'content-type': type }, body })
    expect(await errorOf(await server.fetch(request))).toMatchObject({
      status: 400,
      code: 'invalid_form',
      message: 'body: expected a form, got something else',
    })
  })

  test('400 for one that breaks off', async () => {
    const body = new ReadableStream({ pull: stream => stream.error(new Error('reset')) })
    const init = { body, duplex: 'half', headers: { 'content-type': 'multipart/form-data; boundary=x' } } as RequestInit
    expect(await errorOf(await server.fetch(formRequest({}, init)))).toMatchObject({
      status: 400,
      code: 'incomplete_body',
    })
  })

  test('413 for a file over the limit, not for one of just that size', async () => {
    expect((await small.fetch(formRequest({ file: recording('a.mp3', 1_000) }))).status).toBe(200)
    expect(await errorOf(await small.fetch(formRequest({ file: recording('a.mp3', 1_001) })))).toMatchObject({
      status: 413,
      message: 'file: expected at most 1000 bytes, got 1001',
      code: 'request_too_large',
      param: 'file',
    })
  })

  test('413 for one over the limit, as soon as that is seen, whatever length it says it has', async () => {
    let read = 0
    let cancelled = false
    const endless = new ReadableStream(
      {
        pull: stream => {
          read += 700
          stream.enqueue(new Uint8Array(700))
        },
        cancel: () => {
          cancelled = true
        },
      },
      { highWaterMark: 0 },
    )
    const headers = { 'content-type': 'multipart/form-data; boundary=x' }
    const init = { body: endless, duplex: 'half', headers } as RequestInit
    const error = await errorOf(await small.fetch(formRequest({}, init)))
    expect([error.status, error.message, read, cancelled]).toEqual([
      413,
      'body: expected at most 2000 bytes, got more',
      2_100,
      true,
    ])
  })

  test('the limits are 25 MiB and one more for the other fields', async () => {
    const size = 26_214_400
    expect((await server.fetch(formRequest({ file: recording('a.mp3', size) }))).status).toBe(200)
    const larger = await server.fetch(formRequest({ file: recording('a.mp3', size + 1) }))
    expect((await errorOf(larger)).message).toBe(`file: expected at most ${size} bytes, got ${size + 1}`)
    const headers = { 'content-type': 'multipart/form-data; boundary=x', 'content-length': String(size + 1_048_577) }
    expect((await errorOf(await server.fetch(formRequest({}, { headers })))).status).toBe(413)
  })
})
