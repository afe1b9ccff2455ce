import { createSpeechClient, type ModelTask } from '@outloud/core'
import { describe, expect, test } from 'vitest'

/** A catalogue that answers each address, and what it was asked. */
function catalogue(answer: (page: number, asked: number) => Response | object) {
  const asked: string[] = []
  const client = createSpeechClient({
    retry: false,
    fetch: async url => {
      asked.push(url.replace(/^.*\/api/, ''))
      const found = answer(Number(new URL(url).searchParams.get('page') ?? 1), asked.length)
      return found instanceof Response ? found : Response.json(found)
    },
  })
  return { client, asked }
}

const rows = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => ({ id: `m-${from + at}` }))
const ids = async (client: ReturnType<typeof catalogue>['client']) => (await client.models()).map(({ id }) => id)

describe('a catalogue in pages', () => {
  test('is read to its end, and asked for pages only where it has them', async () => {
    const { client, asked } = catalogue(page => ({
      page,
      page_size: 20,
      total: 45,
      data: rows((page - 1) * 20, Math.min(45, page * 20)),
    }))
    expect(await ids(client)).toEqual(rows(0, 45).map(({ id }) => id))
    expect(asked).toEqual(['/models', '/models?page=2', '/models?page=3'])
  })

  test.each<[string, object]>([
    ['everything at once', { page: 0, page_size: 0, total: 300, data: rows(0, 3) }],
    ['as many as there are', { page: 1, page_size: 20, total: 3, data: rows(0, 3) }],
    ['nothing of pages', { data: rows(0, 3) }],
    ['nothing that makes sense', { page: 'one', total: null, data: rows(0, 3) }],
    ['no rows', { page: 1, page_size: 20, total: 300, data: [] }],
  ])('is asked once if it gives %s', async (_, answer) => {
    const { client, asked } = catalogue(() => answer)
    await client.models()
    expect(asked).toHaveLength(1)
  })

  test('that gives the same page again is taken at what it gave', async () => {
    const { client, asked } = catalogue(() => ({ page: 1, page_size: 20, total: 45, data: rows(0, 20) }))
    expect(await ids(client)).toHaveLength(20)
    expect(asked).toHaveLength(2)
  })

  test.each([400, 404, 422])('that knows no pages (%i) is taken at what it gave', async status => {
    const { client } = catalogue((page, asked) =>
      asked > 1 ? Response.json({ error: { message: 'page?' } }, { status }) : { page, total: 45, data: rows(0, 20) },
    )
    expect(await ids(client)).toHaveLength(20)
  })

  test('that fails on the way is an error, not half a catalogue', async () => {
    const { client } = catalogue((page, asked) =>
      asked > 1 ? new Response('{}', { status: 500 }) : { page, total: 45, data: rows(0, 20) },
    )
    await expect(client.models()).rejects.toMatchObject({ status: 500 })
  })

  test('without an end is left at some point', async () => {
    const { client, asked } = catalogue(page => ({ page, total: 1e9, data: rows(page, page + 1) }))
    expect((await client.models()).length).toBe(50)
    expect(asked).toHaveLength(50)
  })
})

describe('models for a task', () => {
  const data = [
    { id: 'by-feature', features: ['text-to-speech'] },
    { id: 'by-type', model_type: 'tts' },
    { id: 'by-list', endpoints: ['/v1/audio/speech'] },
    { id: 'by-object', endpoints: { openai: '/v1/audio/speech' } },
    { id: 'by-name-of-object', endpoints: { '/v1/audio/speech': null } },
    { id: 'by-json', endpoints: '["/v1/audio/speech"]' },
    { id: 'by-text', endpoints: '/v1/audio/speech' },
    { id: 'gpt-4o-mini-tts' },
    { id: 'tts-1-hd', features: [], endpoints: [] },
    { id: 'tts-not', features: ['chat'] },
    { id: 'chatttsx' },
    { id: 'whisper-1' },
    { id: 'hears', features: ['speech-to-text'] },
    { id: 'hears-too', endpoints: ['/v1/audio/transcriptions'] },
    { id: 'chat' },
    { id: 'odd', features: 'text-to-speech', endpoints: 7, model_type: {} },
  ]
  const { client } = catalogue(() => ({ data }))

  test.each<[ModelTask, readonly string[]]>([
    [
      'speech',
      [
        'by-feature',
        'by-type',
        'by-list',
        'by-object',
        'by-name-of-object',
        'by-json',
        'by-text',
        'gpt-4o-mini-tts',
        'tts-1-hd',
      ],
    ],
    ['transcription', ['whisper-1', 'hears', 'hears-too']],
  ])('%s are told by what is said of them, else by their name', async (task, expected) => {
    expect((await client.models({ task })).map(({ id }) => id)).toEqual(expected)
  })

  test('say where they can be asked', async () => {
    const found = Object.fromEntries((await client.models()).map(({ id, endpoints }) => [id, endpoints]))
    expect(found).toMatchObject({
      'by-object': ['openai', '/v1/audio/speech'],
      'by-json': ['/v1/audio/speech'],
      odd: [],
      chat: [],
    })
  })

  test('of another task are refused by name', async () => {
    await expect(client.models(JSON.parse('{"task":"singing"}'))).rejects.toThrow(
      "task: expected 'speech' or 'transcription', got \"singing\"",
    )
  })

  test('of a server that nests without end are read all the same', async () => {
    const deep = `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`
    const { client } = catalogue(() => new Response(`{"data":[{"id":"a","endpoints":${deep}}]}`))
    expect(await client.models()).toMatchObject([{ id: 'a', endpoints: ['a'] }])
  })
})
