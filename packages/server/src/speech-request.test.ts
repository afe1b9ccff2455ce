import { createSpeechServer, EngineError, type EngineRequest } from '@outloud/server'
import { createToneEngine } from '@outloud/testing'
import { describe, expect, test } from 'vitest'
import { errorOf, speechRequest } from '../test/requests.ts'

const tones = createToneEngine()
const spoken: (Omit<EngineRequest, 'signal'> & { text: string })[] = []
const server = createSpeechServer({
  engine: {
    ...tones,
    speak: (text, { signal, ...request }) => {
      spoken.push({ text, ...request })
      return tones.speak(text, { signal, ...request })
    },
  },
})

/** What the engine is asked for when this body is sent. */
async function heard(body: unknown) {
  spoken.length = 0
  const response = await server.fetch(speechRequest(body))
  await response.body!.cancel()
  return { status: response.status, type: response.headers.get('content-type'), spoken: [...spoken] }
}

describe('a request', () => {
  test('needs a text; the rest has the protocol’s defaults', async () => {
    expect(await heard({ input: 'Hi.' })).toEqual({
      status: 200,
      type: 'audio/mpeg',
      spoken: [{ text: 'Hi.', voice: 'alloy', speed: 1 }],
    })
  })

  test('takes every documented field, and what vendors add', async () => {
    const body = {
      model: 'gpt-4o-mini-tts',
      input: ' As it is… ',
      voice: 'nova',
      response_format: 'flac',
      speed: 2.5,
      instructions: 'Kindly.',
      stream_format: 'audio',
      of_a_vendor: { depth: 1 },
    }
    const wanted = { text: ' As it is… ', voice: 'nova', speed: 2.5 }
    expect(await heard(body)).toEqual({ status: 200, type: 'audio/flac', spoken: [wanted] })
  })

  test('takes a voice as { id }', async () => {
    expect((await heard({ input: 'Hi.', voice: { id: 'nova' } })).spoken).toMatchObject([{ voice: 'nova' }])
  })

  test.each([0.25, 4])('takes a speed of %d', async speed => {
    expect((await heard({ input: 'Hi.', speed })).spoken).toMatchObject([{ speed }])
  })

  test.each(['tone', 'tts-1', 'tts-1-hd', 'gpt-4o-mini-tts'])('takes the model %s', async model => {
    expect((await heard({ input: 'Hi.', model })).status).toBe(200)
  })

  test.each([
    ['mp3', 'audio/mpeg'],
    ['opus', 'audio/ogg'],
    ['aac', 'audio/aac'],
    ['flac', 'audio/flac'],
    ['wav', 'audio/wav'],
    ['pcm', 'audio/pcm'],
  ])('for %s is answered as %s', async (response_format, type) => {
    expect(await heard({ input: 'Hi.', response_format })).toMatchObject({ status: 200, type })
  })
})

describe('400 names the field and says what came', () => {
  test.each<[string, Record<string, unknown>]>([
    ['input: expected a text that is not empty, got nothing', { input: undefined }],
    ['input: expected a text that is not empty, got ""', { input: '' }],
    ['input: expected a text that is not empty, got an array', { input: ['Hi.'] }],
    ['model: expected the id of a model, got 7', { model: 7 }],
    ['voice: expected a voice, got ""', { voice: '' }],
    ['voice: expected the name of a voice, or { id }, got an object', { voice: { id: 7 } }],
    ['voice: expected the name of a voice, or { id }, got null', { voice: null }],
    ['got "ogg"', { response_format: 'ogg' }],
    ['speed: expected a number from 0.25 to 4, got 0.24', { speed: 0.24 }],
    ['speed: expected a number from 0.25 to 4, got 4.01', { speed: 4.01 }],
    ['speed: expected a number from 0.25 to 4, got "1"', { speed: '1' }],
    ['got a text of 4097 characters', { instructions: 'x'.repeat(4_097) }],
    ['expected a text of at most 4096 characters, got true', { instructions: true }],
    [`stream_format: expected 'audio' or 'sse', got "json"`, { stream_format: 'json' }],
  ])('%s', async (message, fields) => {
    const [param] = Object.keys(fields)
    spoken.length = 0
    const error = await errorOf(await server.fetch(speechRequest({ input: 'Hi.', ...fields })))
    expect(error).toMatchObject({ status: 400, type: 'invalid_request_error', code: 'invalid_value', param })
    expect(error.message).toContain(message)
    expect(spoken).toEqual([])
  })

  test('and all of them when there are several', async () => {
    const error = await errorOf(await server.fetch(speechRequest({ input: '', speed: 9, voice: 1 })))
    expect(error.param).toBe('input')
    expect(error.message.split('; ').map(part => part.split(':')[0])).toEqual(['input', 'voice', 'speed'])
  })

  test.each([['"Hi."'], ['null'], ['7']])('or none, when the body is %s', async body => {
    const error = await errorOf(await server.fetch(speechRequest(undefined, { body })))
    expect(error).toMatchObject({
      status: 400,
      param: null,
      message: expect.stringContaining('body: expected an object'),
    })
  })
})

describe('404', () => {
  test('for a model there is none of', async () => {
    expect(await errorOf(await server.fetch(speechRequest({ input: 'Hi.', model: 'tts-2' })))).toEqual({
      status: 404,
      message: 'model: expected one of tone, tts-1, tts-1-hd, gpt-4o-mini-tts, got "tts-2"',
      type: 'invalid_request_error',
      code: 'model_not_found',
      param: 'model',
    })
  })
})

describe('the length of a text', () => {
  test('is at most 4096 code points, however many units those are', async () => {
    expect((await heard({ input: '𝄞'.repeat(4_096) })).status).toBe(200)
    expect(await errorOf(await server.fetch(speechRequest({ input: '𝄞'.repeat(4_097) })))).toMatchObject({
      status: 400,
      param: 'input',
      message: 'input: expected at most 4096 characters, got 4097',
    })
  })

  test('is limited by an option', async () => {
    const short = createSpeechServer({ engine: tones, limits: { inputLength: 3 } })
    expect((await short.fetch(speechRequest({ input: 'Hi.' }))).status).toBe(200)
    expect((await short.fetch(speechRequest({ input: 'Hi!!' }))).status).toBe(400)
  })
})

describe('what the engine refuses', () => {
  test('an unknown voice is a 400 in the engine’s words', async () => {
    expect(await errorOf(await server.fetch(speechRequest({ input: 'Hi.', voice: 'nobody' })))).toEqual({
      status: 400,
      message: 'No such voice: nobody',
      type: 'invalid_request_error',
      code: 'invalid_value',
      param: 'voice',
    })
  })

  test('at once or while it speaks, and from another copy of the package', async () => {
    const copy = Object.assign(new Error('No Latin letter.'), {
      param: 'input',
      [Symbol.for('outloud.engine-error')]: true,
    })
    for (const refusal of [new EngineError('No Latin letter.', 'input'), copy]) {
      const throwing = () => {
        throw refusal
      }
      const rejecting = async function* () {
        yield { samples: new Int16Array(0), sampleRate: 24_000 }
        throw refusal
      }
      for (const speak of [throwing, rejecting]) {
        const refusing = createSpeechServer({ engine: { ...tones, speak } })
        expect(await errorOf(await refusing.fetch(speechRequest({ input: '你好' })))).toMatchObject({
          status: 400,
          param: 'input',
          message: 'No Latin letter.',
        })
      }
    }
  })
})
