import { execFileSync, spawn } from 'node:child_process'
import { mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSpeechClient, type Fetch } from '@outloud/core'
import { fileStore } from '@outloud/node-stream'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'outloud-store-'))
})
afterEach(() => rm(folder, { recursive: true }))

const bytes = (length: number, value = 1) => new Uint8Array(length).fill(value)

test('what was put comes back, from another store on the same folder too', async () => {
  await fileStore(join(folder, 'deep/er')).put('a', bytes(5))
  expect(await fileStore(join(folder, 'deep/er')).get('a')).toEqual(bytes(5))
  expect(await fileStore(join(folder, 'deep/er')).get('b')).toBeUndefined()
})

test('a folder that is not there has nothing', async () => {
  expect(await fileStore(join(folder, 'none')).get('a')).toBeUndefined()
})

test('files are their owner’s alone, and nothing else stands beside them', async () => {
  await fileStore(folder).put('a', bytes(5))
  expect(await readdir(folder)).toEqual(['a.audio'])
  expect((await stat(join(folder, 'a.audio'))).mode & 0o777).toBe(0o600)
})

test('a key cannot lead out of the folder', async () => {
  await expect(fileStore(folder).put('../a', bytes(1))).rejects.toThrow(RangeError)
  await expect(fileStore(folder).get('../a')).rejects.toThrow(RangeError)
})

describe('past maxBytes', () => {
  test('what was unused for longest goes first, whoever put it', async () => {
    await fileStore(folder).put('old', bytes(40))
    await fileStore(folder).put('used', bytes(40))
    for (const [name, time] of [['old', 1_000] as const, ['used', 500] as const]) {
      await utimes(join(folder, `${name}.audio`), time, time)
    }
    const store = fileStore(folder, { maxBytes: 100 })
    await store.get('used')
    await store.put('new', bytes(40))
    expect((await readdir(folder)).sort()).toEqual(['new.audio', 'used.audio'])
  })

  test('what is larger than all of it is not kept', async () => {
    await fileStore(folder, { maxBytes: 4 }).put('a', bytes(5))
    expect(await readdir(folder)).toEqual([])
  })

  test('a size that is none is refused by name', () => {
    expect(() => fileStore(folder, { maxBytes: Number.NaN })).toThrow(/^maxBytes: expected .* got NaN/)
  })
})

describe('a store that is cleared', () => {
  test('says what it held, and holds nothing', async () => {
    const store = fileStore(folder)
    await store.put('a', bytes(40))
    await store.put('b', bytes(2))
    expect(await store.size()).toEqual({ files: 2, bytes: 42 })
    expect(await store.clear()).toEqual({ files: 2, bytes: 42 })
    expect(await store.size()).toEqual({ files: 0, bytes: 0 })
    expect(await readdir(folder)).toEqual([])
    await store.put('c', bytes(1))
    expect(await store.size()).toEqual({ files: 1, bytes: 1 })
  })

  test('leaves what is not its own, and takes what a dead process left half-written', async () => {
    const dead = Number(execFileSync(process.execPath, ['-p', 'process.pid']))
    for (const name of ['song.mp3', 'a song.audio', `a.${dead}-0.part`]) await writeFile(join(folder, name), 'mine')
    expect(await fileStore(folder).clear()).toEqual({ files: 0, bytes: 0 })
    expect((await readdir(folder)).sort()).toEqual(['a song.audio', 'song.mp3'])
  })

  test('may have no folder', async () => {
    expect(await fileStore(join(folder, 'none')).clear()).toEqual({ files: 0, bytes: 0 })
    expect(await readdir(folder)).toEqual([])
  })
})

describe('between processes', () => {
  test('what a dead process left half-written is removed, what a living one is writing is not', async () => {
    const dead = Number(execFileSync(process.execPath, ['-p', 'process.pid']))
    const living = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60_000)'])
    try {
      await writeFile(join(folder, `a.${dead}-0.part`), 'half')
      await writeFile(join(folder, `b.${living.pid}-0.part`), 'half')
      await fileStore(folder).put('c', bytes(1))
      expect((await readdir(folder)).sort()).toEqual([`b.${living.pid}-0.part`, 'c.audio'])
    } finally {
      living.kill()
    }
  })

  test('twenty writers of one key leave one whole file', async () => {
    await Promise.all(Array.from({ length: 20 }, (_, value) => fileStore(folder).put('a', bytes(50_000, value))))
    const found = await fileStore(folder).get('a')
    expect(found).toEqual(bytes(50_000, found![0]))
    expect(await readdir(folder)).toEqual(['a.audio'])
  })
})

test('a client that starts again asks only for what is missing', async () => {
  let sent = 0
  const fetch: Fetch = async () => {
    sent++
    return new Response(bytes(64, 0x80))
  }
  const speak = (text: string) =>
    createSpeechClient({ fetch, cache: fileStore(folder) })
      .synthesize(text, { format: 'pcm' })
      .bytes()
  await speak('One.')
  await speak('One.')
  await speak('Two.')
  expect(sent).toBe(2)
})
