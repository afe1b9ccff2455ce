import { describe, expect, test } from 'vitest'
import { hello, listening, written } from './listening.fixture.ts'

const json = (value: unknown) => () => Response.json(value)
const logprobs = [{ token: 'Hi', logprob: -0.1, bytes: [72, 105] }]

describe('json', () => {
  test('is the text, with the tokens it cost and how sure the model is', async () => {
    const usage = {
      type: 'tokens',
      input_tokens: 14,
      input_token_details: { text_tokens: 4, audio_tokens: 10 },
      output_tokens: 45,
      total_tokens: 59,
    }
    const { client } = listening([json({ text: 'Hi.', usage, logprobs, task: 'else' })])
    expect(await client.transcribe(hello)).toEqual({
      text: 'Hi.',
      usage: { type: 'tokens', inputTokens: 14, outputTokens: 45, totalTokens: 59, audioTokens: 10, textTokens: 4 },
      logprobs: [{ token: 'Hi', logprob: -0.1 }],
    })
  })

  test.each([
    [
      { type: 'duration', seconds: 9 },
      { type: 'duration', seconds: 9 },
    ],
    [
      { type: 'tokens', input_tokens: 1, output_tokens: 2, total_tokens: 3 },
      {
        type: 'tokens',
        inputTokens: 1,
        outputTokens: 2,
        totalTokens: 3,
        audioTokens: undefined,
        textTokens: undefined,
      },
    ],
    [{ type: 'coins', amount: 3 }, undefined],
    [{ type: 'duration', seconds: '9' }, undefined],
    [null, undefined],
    [undefined, undefined],
  ])('usage %j is read as %j', async (usage, read) => {
    const { client } = listening([json({ text: '', usage, logprobs: 'none' })])
    expect(await client.transcribe(hello, { format: 'json' })).toEqual({ text: '', usage: read, logprobs: undefined })
  })
})

describe('verbose_json', () => {
  const segment = { id: 0, seek: 0, start: 0.5, end: 2, text: ' Hi there.', tokens: [1, 2], temperature: 0 }
  const sure = { avg_logprob: -0.3, compression_ratio: 0.8, no_speech_prob: 0.01 }
  const transcribe = (answer: unknown) => listening([json(answer)]).client.transcribe(hello, { format: 'verbose_json' })

  test('has times of segments and words, and what is known of the recording', async () => {
    const answer = {
      task: 'transcribe',
      language: 'english',
      duration: 8.47,
      text: 'Hi there.',
      segments: [{ ...segment, ...sure }],
      words: [{ word: 'Hi', start: 0.5, end: 0.9 }],
      usage: { type: 'duration', seconds: 9 },
    }
    expect(await transcribe(answer)).toEqual({
      language: 'english',
      duration: 8.47,
      text: 'Hi there.',
      segments: [
        {
          text: ' Hi there.',
          start: 0.5,
          end: 2,
          temperature: 0,
          averageLogprob: -0.3,
          compressionRatio: 0.8,
          noSpeechProbability: 0.01,
        },
      ],
      words: [{ text: 'Hi', start: 0.5, end: 0.9 }],
      usage: { type: 'duration', seconds: 9 },
    })
  })

  test.each([
    { text: 'Hi.' },
    { text: 'Hi.', language: null, duration: null, segments: null, words: null, usage: null },
  ])('needs a text and nothing else: %j', async answer => {
    const unknown = { language: undefined, duration: undefined, usage: undefined }
    expect(await transcribe(answer)).toEqual({ text: 'Hi.', ...unknown, segments: undefined, words: undefined })
  })

  test('takes seconds that were sent as a text', async () => {
    expect(await transcribe({ text: 'Hi.', duration: '8.470000267028809' })).toMatchObject({
      duration: 8.470000267028809,
    })
  })

  test.each([
    { segments: [] },
    { text: 7 },
    { text: 'Hi.', segments: [{ text: 'Hi.', start: 0 }] },
    { text: 'Hi.', segments: {} },
    { text: 'Hi.', words: [{ word: 'Hi', start: '0', end: 1 }] },
  ])('is refused where text or times are not what they have to be: %j', async answer => {
    await expect(transcribe(answer)).rejects.toMatchObject({
      name: 'InvalidResponseError',
      reason: 'schema',
      status: 200,
      contentType: 'application/json',
      attempts: 1,
    })
  })
})

describe('text, srt and vtt come as the server wrote them', () => {
  const srt = '1\r\n00:00:00,000 --> 00:00:01,000\r\n„Grüße“\r\n\r\n'
  const vtt = 'WEBVTT\n\n00:00.000 --> 00:01.000\nHi.\n'
  test.each([
    ['text', 'Grüße aus Köln.\n'],
    ['text', '[Music]'],
    ['text', '{ laughter } and more'],
    ['text', '42'],
    ['text', ''],
    ['srt', srt],
    ['srt', '\n'],
    ['vtt', vtt],
    ['vtt', 'WEBVTT\n'],
  ] as const)('%s: %j', async (format, text) => {
    for (const type of ['text/plain; charset=utf-8', 'application/json', 'application/octet-stream']) {
      const { client } = listening([written(text, type)])
      expect(await client.transcribe(hello, { format })).toBe(text)
    }
  })

  test('cut anywhere, within a letter too', async () => {
    const bytes = new TextEncoder().encode(srt)
    const pieces = () =>
      new Response(
        new ReadableStream({
          start: stream => {
            for (const byte of bytes) stream.enqueue(Uint8Array.of(byte))
            stream.close()
          },
        }),
      )
    expect(await listening([pieces]).client.transcribe(hello, { format: 'srt' })).toBe(srt)
  })
})

describe('what is not what was asked for is an InvalidResponseError, never a transcript', () => {
  const page = '<!DOCTYPE html><html><body>Log in</body></html>'
  test.each([
    ['json', page, 'text/html', 'html'],
    ['json', page, 'text/plain', 'schema'],
    ['json', 'Hi.', 'text/plain', 'schema'],
    ['json', '', 'application/json', 'schema'],
    ['json', '[]', 'application/json', 'schema'],
    ['json', '{"error":{"message":"no"}}', 'application/json', 'schema'],
    ['verbose_json', 'WEBVTT', 'text/vtt', 'schema'],
    ['text', page, 'text/html', 'html'],
    ['text', `\n${page}`, 'text/plain', 'html'],
    ['text', '<HTML></HTML>', 'text/plain', 'html'],
    ['text', '{"error":{"message":"The model is overloaded"}}', 'application/json', 'json'],
    ['text', ' {"text":"Hi."}', 'text/plain', 'json'],
    ['srt', '{"text":"Hi."}', 'application/json', 'json'],
    ['srt', 'Hi.', 'text/plain', 'format'],
    ['vtt', '1\n00:00:00,000 --> 00:00:01,000\nHi.\n', 'text/plain', 'format'],
    ['vtt', '', 'text/plain', 'format'],
  ] as const)('%s asked, %j as %s came: %s', async (format, text, type, reason) => {
    const { client, arrived } = listening([written(text, type)])
    await expect(client.transcribe(hello, { format })).rejects.toMatchObject({
      name: 'InvalidResponseError',
      reason,
      status: 200,
      contentType: type,
      retryable: false,
      attempts: 1,
    })
    expect(arrived).toHaveLength(1)
  })

  test('a body that was cut is told from a short one', async () => {
    const cut = () => new Response('Hi th', { headers: { 'content-length': '9' } })
    const { client, arrived } = listening([cut])
    await expect(client.transcribe(hello, { format: 'text' })).rejects.toMatchObject({
      name: 'InvalidResponseError',
      reason: 'truncated',
      attempts: 1,
    })
    expect(arrived).toHaveLength(1)
  })
})

describe('translate', () => {
  test('asks the other path, and reads the same formats', async () => {
    const { client, arrived } = listening([json({ text: 'Hi.', language: 'english' }), written('Hi.\n')])
    expect(await client.translate(hello, { format: 'verbose_json' })).toMatchObject({
      text: 'Hi.',
      language: 'english',
    })
    expect(await client.translate(hello, { format: 'text' })).toBe('Hi.\n')
    expect(arrived.map(({ url }) => url)).toEqual(Array(2).fill('http://speech.test/v1/audio/translations'))
  })
})
