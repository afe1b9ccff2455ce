import { mkdtempSync, openAsBlob, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Recording } from '@outloud/core'
import { describe, expect, test } from 'vitest'
import { listening } from './listening.fixture.ts'

const bytes = new Uint8Array([1, 2, 3, 4])
const blob = (type: string) => new Blob([bytes], { type })
const file = (name: string, type = '') => new File([bytes], name, { type })

/** What a server gets of a recording. */
async function sent(recording: Recording): Promise<{ name: string; type: string; bytes: Uint8Array }> {
  const { client, arrived } = listening()
  await client.transcribe(recording)
  const [{ file }] = arrived as [(typeof arrived)[0]]
  return { name: file.name, type: file.type, bytes: new Uint8Array(await file.arrayBuffer()) }
}

describe('a recording is sent with the extension and the type that go together', () => {
  test.each<[string, Recording, string, string]>([
    ['bytes with a name', { data: bytes, name: 'hello.mp3' }, 'hello.mp3', 'audio/mpeg'],
    ['a file', file('hello.wav', 'audio/x-wav'), 'hello.wav', 'audio/wav'],
    ['a file without a type', file('Hello World.FLAC'), 'Hello World.flac', 'audio/flac'],
    ['a file of unknown type', file('hello.m4a', 'application/octet-stream'), 'hello.m4a', 'audio/mp4'],
    ['a file whose name has points', file('2026.11.20 hello.mpga'), '2026.11.20 hello.mpga', 'audio/mpeg'],
    ['a file whose name has no extension', file('hello', 'audio/mp4'), 'hello.m4a', 'audio/mp4'],
    ['a file whose name ends in another', file('hello.bak', 'audio/mpeg'), 'hello.bak.mp3', 'audio/mpeg'],
    ['a film', file('hello.mp4', 'video/mp4'), 'hello.mp4', 'video/mp4'],
    ['what a browser recorded', blob('audio/webm;codecs=opus'), 'recording.webm', 'audio/webm'],
    ['what another browser recorded', blob('audio/mp4'), 'recording.m4a', 'audio/mp4'],
    ['speech in mp3', blob('audio/mpeg'), 'recording.mp3', 'audio/mpeg'],
    ['speech in opus', blob('audio/ogg'), 'recording.ogg', 'audio/ogg'],
    // Servers know the container by this name only.
    ['speech saved as opus', { data: bytes, name: 'hello.opus' }, 'hello.ogg', 'audio/ogg'],
    ['a path', { data: bytes, name: '/home/ann/C:\\hello\n.mp3' }, 'hello.mp3', 'audio/mpeg'],
    ['a path without a name', { data: bytes, name: '../.mp3' }, 'recording.mp3', 'audio/mpeg'],
    ['a long name', { data: bytes, name: `${'a'.repeat(500)}.mp3` }, `${'a'.repeat(76)}.mp3`, 'audio/mpeg'],
    ['a name that is only an extension', { data: bytes, name: '.ogg' }, 'recording.ogg', 'audio/ogg'],
  ])('%s', async (_, recording, name, type) => {
    expect(await sent(recording)).toEqual({ name, type, bytes })
  })

  test.each(['flac', 'mp3', 'mp4', 'mpeg', 'mpga', 'm4a', 'ogg', 'wav', 'webm'])('.%s', async extension => {
    const { name, type } = await sent({ data: bytes, name: `hello.${extension}` })
    expect(name).toBe(`hello.${extension}`)
    expect(type).toMatch(/^(audio|video)\//)
  })

  test('a view of a larger buffer is sent, not the buffer', async () => {
    const large = new Uint8Array([9, 9, 1, 2, 3, 4, 9])
    expect((await sent({ data: large.subarray(2, 6), name: 'a.mp3' })).bytes).toEqual(bytes)
  })

  test('a file on disk, as node:fs opens it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'outloud-upload-'))
    try {
      writeFileSync(join(folder, 'a.mp3'), bytes)
      const path = join(folder, 'a.mp3')
      expect(await sent(new File([await openAsBlob(path)], path))).toEqual({ name: 'a.mp3', type: 'audio/mpeg', bytes })
      expect(await sent(await openAsBlob(path, { type: 'audio/mpeg' }))).toMatchObject({ bytes })
      expect(await sent({ data: readFileSync(join(folder, 'a.mp3')), name: 'a.mp3' })).toMatchObject({ bytes })
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  test('a Blob of another realm, of which only its functions are known', async () => {
    const foreign = { size: 4, type: 'audio/mpeg', arrayBuffer: async () => bytes.buffer } as unknown as Blob
    expect(await sent(foreign)).toEqual({ name: 'recording.mp3', type: 'audio/mpeg', bytes })
  })
})

describe('what no server hears is refused before anything is sent, with the remedy', () => {
  const expected =
    'audio: expected a file of flac, m4a, mp3, mp4, mpeg, mpga, ogg, wav, webm, told by its name or type, got'
  const large = { size: 26_214_401, type: 'audio/mpeg', arrayBuffer: async () => bytes.buffer } as unknown as Blob
  test.each<[string, unknown, string]>([
    [
      'an empty file',
      file('a.mp3').slice(0, 0, 'audio/mpeg'),
      'expected a recording, got an empty file: check that it was written to its end',
    ],
    [
      'no bytes',
      { data: new Uint8Array(), name: 'a.mp3' },
      'expected a recording, got an empty file: check that it was written to its end',
    ],
    [
      'over 25 MiB',
      large,
      'expected at most 25 MiB, got 25.0 MiB (26214401 bytes): compress it to mp3 or ogg, or split it',
    ],
    [
      'a text',
      file('a.txt', 'text/plain'),
      `${expected} the name "a.txt" and the type "text/plain": convert it, for instance with ffmpeg to mp3`,
    ],
    [
      'a page that is called audio',
      file('a.mp3', 'text/html'),
      `${expected} the name "a.mp3" and the type "text/html": convert it, for instance with ffmpeg to mp3`,
    ],
    [
      'aac',
      { data: bytes, name: 'a.aac' },
      `${expected} the name "a.aac": convert it, for instance with ffmpeg to mp3`,
    ],
    [
      'samples',
      { data: bytes, name: 'a.pcm' },
      `${expected} the name "a.pcm": put \`wavHeader\` before samples and call them .wav`,
    ],
    ['no extension', { data: bytes, name: 'a' }, `${expected} the name "a": pass { data, name } with its extension`],
    [
      'a name as objects have them',
      { data: bytes, name: 'a.constructor' },
      `${expected} the name "a.constructor": convert it, for instance with ffmpeg to mp3`,
    ],
    ['a bare Blob', blob(''), `${expected} a Blob without either: pass { data, name } with its extension`],
    [
      'a Blob of unknown type',
      blob('application/octet-stream'),
      `${expected} the type "application/octet-stream": pass { data, name } with its extension`,
    ],
    [
      'a path',
      'hello.mp3',
      'expected a File, a Blob with a type, or { data, name }, got "hello.mp3": in Node, new File([await openAsBlob(path)], path)',
    ],
    ['bytes without a name', bytes, 'expected a File, a Blob with a type, or { data, name }, got an object'],
    [
      'an array',
      { data: [1, 2], name: 'a.mp3' },
      'expected a File, a Blob with a type, or { data, name }, got an object',
    ],
    ['nothing', undefined, 'expected a File, a Blob with a type, or { data, name }, got undefined'],
    ['null', null, 'expected a File, a Blob with a type, or { data, name }, got null'],
  ])('%s', async (_, recording, problem) => {
    const { client, arrived } = listening()
    const events = client.transcriptionEvents(recording as Recording)
    for (const call of [
      client.transcribe(recording as Recording),
      client.translate(recording as Recording),
      events.next(),
    ]) {
      const message = problem.startsWith('audio:') ? problem : `audio: ${problem}`
      await expect(call).rejects.toMatchObject({
        name: 'InvalidRequestError',
        message,
        retryable: false,
        issues: [{ path: ['audio'], message }],
      })
    }
    expect(arrived).toEqual([])
  })

  test('a size up to the limit is sent, and the limit is an option', async () => {
    const { client, arrived } = listening()
    const whole = new Blob([new Uint8Array(26_214_400)], { type: 'audio/mpeg' })
    await client.transcribe(whole)
    await client.transcribe(new Blob([whole, bytes], { type: 'audio/mpeg' }), { maxBytes: 26_214_404 })
    expect(arrived.map(({ file }) => file.size)).toEqual([26_214_400, 26_214_404])
    await expect(client.transcribe(blob('audio/mpeg'), { maxBytes: 3 })).rejects.toThrow(
      'audio: expected at most 0.0 MiB (3 bytes), got 0.0 MiB (4 bytes)',
    )
  })
})
