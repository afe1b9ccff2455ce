import { type AudioFormat, audioFormats } from '@outloud/core'
import { createFliteEngine } from '@outloud/flite'
import { createSpeechServer, type Engine } from '@outloud/server'
import { collect, createToneEngine, toneOf } from '@outloud/testing'
import { AuthenticationError, BadRequestError, NotFoundError } from 'openai'
import { describe, expect, test } from 'vitest'
import { missingTools } from '../../../test/tools.ts'
import { probe } from '../test/ffprobe.ts'
import { talkingTo } from '../test/openai.ts'

const formats = Object.keys(audioFormats) as AudioFormat[]

/** What ffprobe calls them. Opus knows only 48 000 Hz, whatever it was made from. */
const found: Readonly<Record<AudioFormat, { codec: string; sampleRate: number }>> = {
  mp3: { codec: 'mp3', sampleRate: 24_000 },
  opus: { codec: 'opus', sampleRate: 48_000 },
  aac: { codec: 'aac', sampleRate: 24_000 },
  flac: { codec: 'flac', sampleRate: 24_000 },
  wav: { codec: 'pcm_s16le', sampleRate: 24_000 },
  pcm: { codec: 'pcm_s16le', sampleRate: 24_000 },
}

/** Seconds that the codec may add: two frames of mp3 (0.024 s) or aac (0.043 s), which have nowhere to say less. */
const padding: Readonly<Record<AudioFormat, number>> = { mp3: 0.05, opus: 0, aac: 0.086, flac: 0, wav: 0, pcm: 0 }

/** A client of the openai package that talks to a server with this engine, and what it hears. */
function talking(engine: Engine) {
  const client = talkingTo(createSpeechServer({ engine, apiKey: 'sk-local' }))
  const speak = async (response_format: AudioFormat, input: string, voice = 'alloy') => {
    const response = await client().audio.speech.create({ model: 'tts-1', voice, input, response_format })
    expect(response.headers.get('content-type')).toBe(audioFormats[response_format].type)
    return collect(response.body!)
  }
  return { speak, client }
}

describe('the openai package, with tones', () => {
  const { speak, client } = talking(createToneEngine({ sampleRate: 22_050 }))
  const input = 'It was a bright cold day in April, and the clocks were striking thirteen.'
  const seconds = toneOf(input).samples.length / 24_000

  test.skipIf(missingTools.has('ffprobe') || missingTools.has('ffmpeg')).each(formats)(
    'reads %s of the right codec, rate and length',
    async format => {
      const { duration, ...stream } = probe(await speak(format, input), format)
      expect(stream).toEqual(found[format])
      expect(duration).toBeGreaterThan(seconds - 0.001)
      expect(duration).toBeLessThan(seconds + padding[format] + 0.001)
    },
  )

  test('lists the models', async () => {
    const ids = []
    for await (const { id } of client().models.list()) ids.push(id)
    expect(ids).toContain('tts-1')
  })

  test('throws errors that it understands', async () => {
    const speech = { model: 'tts-1', voice: 'alloy', input: 'Hi.' }
    const wrongKey = client().withOptions({ apiKey: 'sk-other' }).audio.speech.create(speech)
    await expect(wrongKey).rejects.toBeInstanceOf(AuthenticationError)
    const wrongModel = client().audio.speech.create({ ...speech, model: 'tts-9' })
    await expect(wrongModel).rejects.toBeInstanceOf(NotFoundError)
    const wrongVoice: unknown = await client()
      .audio.speech.create({ ...speech, voice: 'nobody' })
      .catch(error => error)
    expect(wrongVoice).toBeInstanceOf(BadRequestError)
    expect(wrongVoice).toMatchObject({
      status: 400,
      param: 'voice',
      code: 'invalid_value',
      type: 'invalid_request_error',
      requestID: expect.stringMatching(/^req_/),
    })
  })
})

describe('the openai package, with speech', () => {
  const { speak } = talking(createFliteEngine({ workers: 1 }))
  const input = 'The clocks were striking.'

  test.skipIf(missingTools.has('ffprobe') || missingTools.has('ffmpeg'))(
    'reads the same speech in every format',
    async () => {
      const seconds = (await speak('pcm', input)).length / 48_000
      expect(seconds).toBeGreaterThan(0.8)
      expect(seconds).toBeLessThan(4)
      for (const format of formats) {
        const { duration, ...stream } = probe(await speak(format, input, 'alloy'), format)
        expect(stream).toEqual(found[format])
        expect(duration).toBeGreaterThan(seconds - 0.001)
        expect(duration).toBeLessThan(seconds + padding[format] + 0.001)
      }
    },
  )
})
