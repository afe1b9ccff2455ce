import { createFliteEngine } from '@outloud/flite'
import { createSpeechServer, type SpeechServer } from '@outloud/server'
import {
  createPocketsphinxRecognizer,
  createScriptedRecognizer,
  createToneEngine,
  pocketsphinxTools,
} from '@outloud/testing'
import { APIError, BadRequestError, NotFoundError, type OpenAI, toFile } from 'openai'
import { beforeAll, describe, expect, test } from 'vitest'
import { missingTools } from '../../../test/tools.ts'
import { talkingTo } from '../test/openai.ts'

function talking(server: SpeechServer) {
  const client = talkingTo(server)
  return () => client().audio
}

const skipped = pocketsphinxTools.some(tool => missingTools.has(tool))
describe.skipIf(skipped)('the openai package, with speech that PocketSphinx hears', () => {
  const audio = talking(
    createSpeechServer({
      engine: createFliteEngine({ workers: 1 }),
      recognizer: createPocketsphinxRecognizer(),
      apiKey: 'sk-local',
    }),
  )
  let file: File
  beforeAll(async () => {
    const input = 'Please call me back tomorrow morning at nine.'
    const speech = await audio().speech.create({ model: 'tts-1', voice: 'alloy', input, response_format: 'mp3' })
    file = await toFile(speech, 'message.mp3')
  })

  /** A word that it hears right, and one more, wherever they stand. */
  const heard = /call me.*tomorrow/s
  const times = /^\d\d:\d\d:\d\d[.,]\d{3} --> \d\d:\d\d:\d\d[.,]\d{3}$/m

  describe.each(['transcriptions', 'translations'] as const)('%s', kind => {
    test('reads json and verbose_json', async () => {
      const model = 'whisper-1'
      const plain = await audio()[kind].create({ file, model })
      expect(plain.text).toMatch(heard)
      const verbose = await audio()[kind].create({ file, model, response_format: 'verbose_json' })
      expect(verbose).toMatchObject({ text: plain.text, language: 'english', segments: [{ id: 0 }] })
      expect((verbose as OpenAI.Audio.TranscriptionVerbose).duration).toBeGreaterThan(2)
    })

    test.each(['text', 'srt', 'vtt'] as const)('reads %s as text', async response_format => {
      const written: unknown = await audio()[kind].create({ file, model: 'whisper-1', response_format })
      expect(written).toEqual(expect.stringMatching(heard))
      if (response_format !== 'text') expect(written).toMatch(times)
    })
  })

  test('words have times', async () => {
    const { words } = await audio().transcriptions.create({
      file,
      model: 'whisper-1',
      response_format: 'verbose_json',
      timestamp_granularities: ['word'],
    })
    expect(words!.find(({ word }) => word === 'tomorrow')).toMatchObject({ start: expect.any(Number) })
  })

  test('events come one by one', async () => {
    const events = await audio().transcriptions.create({ file, model: 'gpt-4o-mini-transcribe', stream: true })
    const seen = []
    for await (const event of events) seen.push(event)
    expect(seen.map(({ type }) => type)).toEqual(['transcript.text.delta', 'transcript.text.done'])
    expect(seen.at(-1)).toMatchObject({ text: expect.stringMatching(heard) })
  })
})

describe('the openai package, with a recognizer that says what it was told to', () => {
  const recognizer = createScriptedRecognizer()
  const audio = talking(createSpeechServer({ engine: createToneEngine(), recognizer }))
  const recording = (size = 4, name = 'hello.mp3') => toFile(new Uint8Array(size), name)

  test('every field arrives', async () => {
    await audio().transcriptions.create({
      file: await recording(),
      model: 'gpt-4o-transcribe',
      language: 'de',
      prompt: 'Straße',
      temperature: 0.3,
      include: ['logprobs'],
      chunking_strategy: { type: 'server_vad', silence_duration_ms: 300, threshold: 0.5 },
    })
    expect(recognizer.asked.at(-1)).toMatchObject({
      name: 'hello.mp3',
      language: 'de',
      prompt: 'Straße',
      temperature: 0.3,
    })
  })

  test('errors are ones that it understands', async () => {
    const model = 'whisper-1'
    const empty: unknown = await audio()
      .transcriptions.create({ file: await recording(0), model })
      .catch(error => error)
    expect(empty).toBeInstanceOf(BadRequestError)
    expect(empty).toMatchObject({ param: 'file', code: 'invalid_value', requestID: expect.stringMatching(/^req_/) })
    const unknown = audio().transcriptions.create({ file: await recording(), model: 'whisper-9' })
    await expect(unknown).rejects.toBeInstanceOf(NotFoundError)
  })

  test.each([26, 60])('413 is read by who sends %d MiB', async mebibytes => {
    const file = await recording(mebibytes * 1_048_576)
    const large: unknown = await audio()
      .transcriptions.create({ file, model: 'whisper-1' })
      .catch(error => error)
    expect(large).toBeInstanceOf(APIError)
    expect(large).toMatchObject({ status: 413, code: 'request_too_large' })
  })
})

describe('without a recognizer', () => {
  const audio = talking(createSpeechServer({ engine: createToneEngine() }))
  test.each([1, 25])('501 is read by who sends %d MiB', async mebibytes => {
    const file = await toFile(new Uint8Array(mebibytes * 1_048_576), 'long.wav')
    await expect(audio().translations.create({ file, model: 'whisper-1' })).rejects.toMatchObject({
      status: 501,
      code: 'no_recognizer',
    })
  })
})
