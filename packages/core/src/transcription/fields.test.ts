import { createSpeechClient, type Interceptor, memoryStore } from '@outloud/core'
import { describe, expect, test, vi } from 'vitest'
import { hello, listening } from './listening.fixture.ts'

const { client: anyClient, arrived: never } = listening()

describe('what arrives', () => {
  test('are the protocol’s defaults and nothing else, the file last', async () => {
    const { client, arrived } = listening()
    await client.transcribe(hello)
    await client.translate(hello)
    for (const { fields, headers } of arrived) {
      expect(fields).toEqual([
        ['model', 'whisper-1'],
        ['response_format', 'json'],
      ])
      expect(headers.get('content-type')).toMatch(/^multipart\/form-data; ?boundary=/)
    }
    expect(arrived.map(({ url }) => url)).toEqual([
      'http://speech.test/v1/audio/transcriptions',
      'http://speech.test/v1/audio/translations',
    ])
  })

  test('is every documented field, in the protocol’s words', async () => {
    const { client, arrived } = listening()
    await client.transcribe(hello, {
      model: 'whisper-large',
      language: 'de',
      prompt: 'Straße & Co.',
      temperature: 0.25,
      format: 'verbose_json',
      timestampGranularities: ['word', 'segment'],
      include: ['logprobs'],
      chunkingStrategy: { prefixPadding: 100, silenceDuration: 250, threshold: 0.5 },
    })
    await client.transcribe(hello, { chunkingStrategy: 'auto', temperature: 0 })
    expect(arrived[0]!.fields).toEqual(
      expect.arrayContaining([
        ['model', 'whisper-large'],
        ['language', 'de'],
        ['prompt', 'Straße & Co.'],
        ['temperature', '0.25'],
        ['response_format', 'verbose_json'],
        ['timestamp_granularities[]', 'word'],
        ['timestamp_granularities[]', 'segment'],
        ['include[]', 'logprobs'],
        ['chunking_strategy[type]', 'server_vad'],
        ['chunking_strategy[prefix_padding_ms]', '100'],
        ['chunking_strategy[silence_duration_ms]', '250'],
        ['chunking_strategy[threshold]', '0.5'],
      ]),
    )
    expect(arrived[0]!.fields).toHaveLength(12)
    expect(arrived[1]!.fields).toContainEqual(['chunking_strategy', 'auto'])
    expect(arrived[1]!.fields).toContainEqual(['temperature', '0'])
  })

  test('are vendors’ fields beside ours, which they do not replace', async () => {
    const { client, arrived } = listening()
    const body = {
      known_speaker_names: ['Ann', 'Bob'],
      vad: { on: true, nested: { level: 2 } },
      model: 'not this',
      stream: true,
      file: 'nor this',
      missing: undefined,
      none: null,
    }
    await client.transcribe(hello, { body })
    expect(arrived[0]!.fields).toEqual([
      ['known_speaker_names[]', 'Ann'],
      ['known_speaker_names[]', 'Bob'],
      ['vad[on]', 'true'],
      ['vad[nested][level]', '2'],
      ['model', 'whisper-1'],
      ['response_format', 'json'],
    ])
  })

  test('are the headers of client and call, the key among them', async () => {
    const { client, arrived } = listening(undefined, { headers: { 'x-app': 'a' }, apiKey: 'k' })
    await client.transcribe(hello, { headers: { 'x-call': 'b' } })
    const { headers } = arrived[0]!
    expect(['x-app', 'x-call', 'authorization'].map(name => headers.get(name))).toEqual(['a', 'b', 'Bearer k'])
  })

  test('is the form also behind interceptors, and no cache of audio is asked', async () => {
    const urls: string[] = []
    const note: Interceptor = next => (url, init) => {
      urls.push(url)
      return next(url, init)
    }
    const store = memoryStore()
    const asked: string[] = []
    const cache = { get: (key: string) => store.get(key), put: async (key: string) => void asked.push(key) }
    const { client, arrived } = listening(undefined, { interceptors: [note], cache })
    await client.transcribe(hello)
    await client.transcribe(hello, { format: 'json' })
    expect(urls).toHaveLength(2)
    expect(arrived.map(({ file }) => file.name)).toEqual(['hello.mp3', 'hello.mp3'])
    expect(asked).toEqual([])
  })
})

describe('bad options are refused before anything is sent, by name, with what was expected and what came', () => {
  test.each<[object, string]>([
    [{ model: '' }, 'model: expected the id of a model, got ""'],
    [{ language: 'en-US' }, 'language: expected an ISO 639-1 code such as \'en\', got "en-US"'],
    [{ language: 'English' }, 'language: expected an ISO 639-1 code such as \'en\', got "English"'],
    [{ prompt: 5 }, 'prompt: expected a text, got 5'],
    [{ temperature: 1.1 }, 'temperature: expected a number from 0 to 1, got 1.1'],
    [{ temperature: -0.1 }, 'temperature: expected a number from 0 to 1, got -0.1'],
    [{ temperature: Number.NaN }, 'temperature: expected a number from 0 to 1, got NaN'],
    [{ format: 'xml' }, 'format: expected one of json, text, srt, verbose_json, vtt, got "xml"'],
    [
      { format: 'verbose_json', timestampGranularities: ['line'] },
      'timestampGranularities: expected a list of word or segment, got an array',
    ],
    [{ timestampGranularities: ['word'] }, 'timestampGranularities: expected none with json, got an array'],
    [
      { format: 'srt', timestampGranularities: ['word'] },
      'timestampGranularities: expected none with srt, got an array',
    ],
    [{ include: 'logprobs' }, 'include: expected a list of names such as \'logprobs\', got "logprobs"'],
    [
      { chunkingStrategy: 'never' },
      'chunkingStrategy: expected \'auto\', or server_vad with milliseconds from 0 to 600000 and a threshold from 0 to 1, got "never"',
    ],
    [
      { chunkingStrategy: { threshold: 2 } },
      "chunkingStrategy: expected 'auto', or server_vad with milliseconds from 0 to 600000 and a threshold from 0 to 1, got an object",
    ],
    [{ timeout: 0 }, 'timeout: expected milliseconds from 1 to 2147483647, got 0'],
    [{ timeout: 2 ** 31 }, 'timeout: expected milliseconds from 1 to 2147483647, got 2147483648'],
    [{ maxBytes: 0 }, 'maxBytes: expected a whole number of bytes from 1, got 0'],
    [{ maxBytes: 1.5 }, 'maxBytes: expected a whole number of bytes from 1, got 1.5'],
  ])('%j', async (options, message) => {
    await expect(anyClient.transcribe(hello, options)).rejects.toMatchObject({
      name: 'InvalidRequestError',
      message,
      attempts: 0,
      issues: [{ path: [message.split(':')[0]], message }],
    })
    expect(never).toEqual([])
  })

  test.each<[object, string]>([
    [{ temperature: 2 }, 'temperature'],
    [{ format: 'pdf' }, 'format'],
    [{ model: 3 }, 'model'],
  ])('translate %j', async (options, name) => {
    await expect(anyClient.translate(hello, options)).rejects.toThrow(new RegExp(`^${name}: expected .+, got `))
    expect(never).toEqual([])
  })

  test('every problem is listed', async () => {
    const error: unknown = await anyClient.transcribe(hello, { temperature: 2, language: '' }).catch(error => error)
    expect(error).toMatchObject({ issues: [{ path: ['temperature'] }, { path: ['language'] }] })
  })
})

describe('limits of time', () => {
  const hanging = () => {
    const signals: AbortSignal[] = []
    const fetch = (_url: string, { signal }: RequestInit) => {
      signals.push(signal!)
      return new Promise<Response>((_, reject) => signal!.addEventListener('abort', () => reject(signal!.reason)))
    }
    return { fetch, signals }
  }

  test('the wait for the first byte is the call’s, not the client’s', async () => {
    const { fetch, signals } = hanging()
    const client = createSpeechClient({ fetch, timeout: { firstByte: 1 } })
    await expect(client.transcribe(hello, { timeout: 30 })).rejects.toMatchObject({
      name: 'TimeoutError',
      phase: 'firstByte',
      timeout: 30,
      attempts: 1,
    })
    expect(signals).toHaveLength(1)
  })

  test('the client’s limit for an attempt holds', async () => {
    const { fetch } = hanging()
    const client = createSpeechClient({ fetch, timeout: { attempt: 20 } })
    await expect(client.transcribe(hello)).rejects.toMatchObject({ phase: 'attempt', timeout: 20 })
  })

  test('cancelling rejects with the reason, before anything is sent and while it waits', async () => {
    const { fetch, signals } = hanging()
    const client = createSpeechClient({ fetch })
    await expect(client.transcribe(hello, { signal: AbortSignal.abort('no') })).rejects.toBe('no')
    expect(signals).toEqual([])
    const stop = new AbortController()
    const waiting = client.translate(hello, { signal: stop.signal })
    await vi.waitUntil(() => signals.length === 1)
    stop.abort('enough')
    await expect(waiting).rejects.toBe('enough')
    expect(signals[0]!.aborted).toBe(true)
  })
})
