import { createSpeechClient, createSpeechTransform, type Fetch, isSpeechError } from '@outloud/core'
import { describe, expect, test } from 'vitest'

const story = Array.from({ length: 40 }, (_, index) => `This is sentence number ${index} – 日本語 🎧.`).join(' ')

/** A client whose audio is one sample for each UTF-16 unit, and what it was asked for. */
function echo(before: (input: string, signal: AbortSignal) => Promise<void> | void = () => {}) {
  const sent: string[] = []
  const fetch: Fetch = async (_, { body, signal }) => {
    const { input } = JSON.parse(String(body)) as { input: string }
    sent.push(input)
    await before(input, signal!)
    return new Response(new Uint8Array(Uint16Array.from(input, unit => unit.charCodeAt(0) | 0x8000).buffer))
  }
  return { client: createSpeechClient({ fetch, retry: false }), sent }
}

const pieces = (text: string, size: number) =>
  ReadableStream.from(text.match(new RegExp(`[\\s\\S]{1,${size}}`, 'g')) ?? [])

const hang = (_: string, signal: AbortSignal) =>
  new Promise<void>((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)))

describe('text that is piped through', () => {
  test.each([1, 7, 10_000])('in pieces of %i comes out as it is said by `synthesize`', async size => {
    const { client, sent } = echo()
    const options = { format: 'pcm', pace: 'file', maxLength: 200 } as const
    const piped = pieces(story, size).pipeThrough(createSpeechTransform({ client, ...options }))
    const audio = new Uint8Array(await new Response(piped).arrayBuffer())
    expect(sent.join(' ')).toBe(story)
    expect(audio).toEqual(await echo().client.synthesize(story, options).bytes())
  })

  test('is not asked for before it is read, and taken no faster than it is spoken', async () => {
    const { client, sent } = echo(hang)
    let given = 0
    const endless = new ReadableStream<string>(
      {
        pull: stream => {
          given++
          stream.enqueue('This is one more sentence. ')
        },
      },
      { highWaterMark: 0 },
    )
    const stop = new AbortController()
    const piped = endless.pipeThrough(
      createSpeechTransform({
        client,
        format: 'pcm',
        pace: 'live',
        maxLength: 30,
        concurrency: 2,
        signal: stop.signal,
      }),
    )
    await new Promise(resolve => setTimeout(resolve, 20))
    expect([sent.length, given <= 2]).toEqual([0, true])
    const reading = piped.getReader().read()
    await expect.poll(() => sent.length).toBe(2)
    await new Promise(resolve => setTimeout(resolve, 20))
    expect(given).toBeLessThan(40)
    stop.abort('enough')
    await expect(reading).rejects.toBe('enough')
  })

  test('that is not to be spoken is refused at once', () => {
    expect(() => createSpeechTransform({ client: echo().client, format: 'opus' })).toThrow(/^format: expected/)
  })
})

describe('what goes wrong on one side is told to the other', () => {
  test('a request that fails: the reader gets the error after what came before, the writer the same one', async () => {
    const { client } = echo(input => {
      if (input.includes('bad')) throw new TypeError('no way')
    })
    const { writable, readable } = createSpeechTransform({ client, format: 'pcm', pace: 'file', maxLength: 12 })
    const writer = writable.getWriter()
    const writing = writer.write('Good it is. ').then(() => writer.write('A bad one.'))
    const closed = writing.then(() => writer.close())
    closed.catch(() => {})
    writer.closed.catch(() => {})
    const reader = readable.getReader()
    expect((await reader.read()).value).toHaveLength(22)
    const error: unknown = await reader.read().catch(error => error)
    expect(isSpeechError(error) && error.name).toBe('NetworkError')
    await expect(reader.closed).rejects.toBe(error)
  })

  test('a request that fails while the writer goes on: its next write says why', async () => {
    const { client } = echo(() => {
      throw new TypeError('no way')
    })
    const { writable, readable } = createSpeechTransform({ client, format: 'pcm', maxLength: 20 })
    const writer = writable.getWriter()
    writer.closed.catch(() => {})
    const reader = readable.getReader()
    const reading = reader.read().catch(error => error)
    await writer.write('This is a sentence. This is another. ')
    const error = await reading
    expect(error).toMatchObject({ name: 'NetworkError' })
    await expect(writer.write('More.')).rejects.toBe(error)
  })

  test('a reader who leaves: requests are aborted, the source is cancelled with the reason', async () => {
    let aborted = 0
    const { client, sent } = echo((_, signal) => {
      signal.addEventListener('abort', () => aborted++)
      return hang(_, signal)
    })
    let reason: unknown
    const source = new ReadableStream<string>({
      pull: stream => stream.enqueue('This is one more sentence. '),
      cancel: why => {
        reason = why
      },
    })
    const piped = source.pipeThrough(createSpeechTransform({ client, format: 'pcm', maxLength: 30 }))
    const reader = piped.getReader()
    void reader.read()
    await expect.poll(() => sent.length).toBeGreaterThan(0)
    await reader.cancel('off to bed')
    await expect.poll(() => [aborted, reason]).toEqual([sent.length, 'off to bed'])
  })

  test('a source that fails: the reader gets its error', async () => {
    const failing = new ReadableStream<string>({
      pull: stream => stream.error(new RangeError('the text is gone')),
    })
    const piped = failing.pipeThrough(createSpeechTransform({ client: echo().client, format: 'pcm' }))
    await expect(new Response(piped).arrayBuffer()).rejects.toThrow('the text is gone')
  })
})
