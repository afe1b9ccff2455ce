import { createOpenAI } from '@ai-sdk/openai'
import { type AudioFormat, audioFormats } from '@outloud/core'
import { experimental_generateSpeech as generateSpeech, experimental_transcribe as transcribe } from 'ai'
import OpenAI, { AuthenticationError, BadRequestError, toFile } from 'openai'
import { expect } from 'vitest'
import type { Reference } from './server.ts'

/** A call of a client's own, and the check of what it gives. */
export type Calls = Readonly<Record<string, (reference: Reference) => Promise<void>>>

const formats = Object.keys(audioFormats) as AudioFormat[]
const recording = () => new Uint8Array(4_096).fill(7)

const openai = ({ baseURL, apiKey }: Reference) => new OpenAI({ baseURL, apiKey, maxRetries: 0 })
const speech = { model: 'tts-1', voice: 'alloy' } as const

/** The `openai` package. */
export const openaiCalls: Calls = {
  ...Object.fromEntries(
    formats.map(response_format => [
      `audio.speech.create, ${response_format}`,
      async (reference: Reference) => {
        const input = reference.text
        const response = await openai(reference).audio.speech.create({ ...speech, input, response_format })
        expect(response.headers.get('content-type')).toBe(audioFormats[response_format].type)
        expect(new Uint8Array(await response.arrayBuffer())).toEqual(await reference.spoken(response_format))
      },
    ]),
  ),
  'audio.speech.create, read as it comes': async reference => {
    const response = await openai(reference).audio.speech.create({ ...speech, input: reference.text.repeat(20) })
    let chunks = 0
    for await (const bytes of response.body!) chunks += bytes.length > 0 ? 1 : 0
    expect(chunks).toBeGreaterThan(2)
  },
  'audio.speech.create, stream_format sse': async reference => {
    const options = { ...speech, input: reference.text, response_format: 'pcm', stream_format: 'sse' } as const
    const response = await openai(reference).audio.speech.create(options)
    expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/)
    const events = (await response.text()).match(/^data: .*$/gm)!.map(line => JSON.parse(line.slice(6)))
    const audio = events.flatMap(({ audio }) => (audio === undefined ? [] : [Buffer.from(audio, 'base64')]))
    expect(Buffer.concat(audio).equals(await reference.spoken('pcm'))).toBe(true)
    expect(events.at(-1).type).toBe('speech.audio.done')
  },
  'models.list': async reference => {
    const ids = []
    for await (const { id } of openai(reference).models.list()) ids.push(id)
    expect(ids).toEqual(expect.arrayContaining(['tts-1', 'whisper-1']))
  },
  ...Object.fromEntries(
    (['json', 'text', 'srt', 'verbose_json', 'vtt'] as const).flatMap(response_format =>
      (['transcriptions', 'translations'] as const).map(kind => [
        `audio.${kind}.create, ${response_format}`,
        async (reference: Reference) => {
          const file = await toFile(recording(), 'message.mp3')
          // Its types have an overload for each format, and none for any of them.
          const options = { file, model: 'whisper-1', response_format: response_format as 'text' }
          const said: unknown = await openai(reference).audio[kind].create(options)
          const text = typeof said === 'string' ? said : (said as { text: string }).text
          for (const part of reference.heard.split('. ')) expect(text).toContain(part)
        },
      ]),
    ),
  ),
  'audio.transcriptions.create, stream': async reference => {
    const file = await toFile(recording(), 'message.mp3')
    const events = []
    const model = 'gpt-4o-mini-transcribe'
    for await (const event of await openai(reference).audio.transcriptions.create({ file, model, stream: true }))
      events.push(event)
    expect(events.at(-1)).toMatchObject({ type: 'transcript.text.done', text: reference.heard })
    expect(events.length).toBeGreaterThan(1)
  },
  'errors as its own classes': async reference => {
    const { audio } = openai(reference)
    const wrong = audio.speech.create({ ...speech, voice: 'nobody', input: reference.text })
    await expect(wrong).rejects.toBeInstanceOf(BadRequestError)
    const keyless = openai({ ...reference, apiKey: 'sk-other' }).models.list()
    await expect(keyless).rejects.toBeInstanceOf(AuthenticationError)
  },
}

const ai = ({ baseURL, apiKey }: Reference) => createOpenAI({ baseURL, apiKey })

/** The `ai` package with `@ai-sdk/openai`. */
export const aiCalls: Calls = {
  ...Object.fromEntries(
    formats.map(outputFormat => [
      `experimental_generateSpeech, ${outputFormat}`,
      async (reference: Reference) => {
        const model = ai(reference).speech('tts-1')
        const { audio } = await generateSpeech({ model, text: reference.text, voice: 'alloy', outputFormat })
        expect(new Uint8Array(audio.uint8Array)).toEqual(await reference.spoken(outputFormat))
      },
    ]),
  ),
  'experimental_generateSpeech, a voice that there is not': async reference => {
    const speaking = generateSpeech({
      model: ai(reference).speech('tts-1'),
      text: reference.text,
      voice: 'nobody',
      maxRetries: 0,
    })
    await expect(speaking).rejects.toMatchObject({ statusCode: 400, isRetryable: false })
  },
  'experimental_transcribe, whisper-1': async reference => {
    const model = ai(reference).transcription('whisper-1')
    const { text, durationInSeconds } = await transcribe({ model, audio: recording() })
    expect({ text, durationInSeconds }).toEqual({ text: reference.heard, durationInSeconds: 5 })
  },
  'experimental_transcribe, whisper-1 with word times': async reference => {
    const model = ai(reference).transcription('whisper-1')
    const providerOptions = { openai: { timestampGranularities: ['word'] } }
    const { text, language, segments } = await transcribe({ model, audio: recording(), providerOptions })
    expect({ text, language }).toEqual({ text: reference.heard, language: 'en' })
    expect(segments[0]).toEqual({ text: 'Good', startSecond: 0.25, endSecond: 0.65 })
  },
  'experimental_transcribe, gpt-4o-mini-transcribe': async reference => {
    const model = ai(reference).transcription('gpt-4o-mini-transcribe')
    expect((await transcribe({ model, audio: recording() })).text).toBe(reference.heard)
  },
}
